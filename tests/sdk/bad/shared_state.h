#include <postern/interface.h>
XS_INTERFACE(bad)
extern int bad_count; //! 'bad_count' is a variable: an interface shares no memory by name
int bad_body(void) { return 1; } //! 'bad_body' has a body: an interface declares; make it static inline if it is the client's
static inline int bad_helper(int *p) { return *p; }
int bad_twice(void);
int bad_twice(void); //! 'bad_twice' is declared twice: gate numbers are the order of declaration
int bad_old(); //! 'bad_old' has no prototype: write (void)
