#include <postern/interface.h>
XS_INTERFACE(bad)
int bad_stack(void) XS_STACK(4194304); //! XS_STACK(4194304) of 'bad_stack': at most 1048576
int bad_frames(size_t n) XS_FRAMES(n); //! XS_FRAMES(n) of 'bad_frames': a constant is needed, not a parameter
