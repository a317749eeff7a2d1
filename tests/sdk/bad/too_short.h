#include <postern/interface.h>
XS_INTERFACE(bad)
struct pair { uint64_t a, b; };
int bad_short(struct pair *p XS_OUT(8)); //! XS_OUT(8) on 'p' of 'bad_short': shorter than one 'struct pair *' (16 bytes)
int bad_zero(void *p XS_OUT(0)); //! XS_OUT(0) on 'p' of 'bad_zero': a length of 0 grants nothing
