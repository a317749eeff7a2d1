#include <postern/interface.h>
XS_INTERFACE(bad)
struct point { int x, y; };
int bad_take(struct point p); //! parameter 'p' of 'bad_take' is passed by value as 'struct point': pass integers, or a pointer to it with XS_IN
struct point bad_give(void); //! 'bad_give' returns 'struct point': a result is an integer in one register, or void
__int128 bad_wide(void); //! 'bad_wide' returns '__int128': a result is an integer in one register, or void
