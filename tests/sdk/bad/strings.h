#include <postern/interface.h>
XS_INTERFACE(bad)
int bad_bytes(const void *s XS_STRING(80)); //! XS_STRING on 's' of 'bad_bytes', which is 'const void *': it must be const char *
int bad_empty(const char *s XS_STRING(0)); //! XS_STRING(0) on 's' of 'bad_empty': 1 to 4096 bytes with the final zero
int bad_huge(const char *s XS_STRING(100000)); //! XS_STRING(100000) on 's' of 'bad_huge': 1 to 4096 bytes with the final zero
int bad_param(const char *s XS_STRING(max), size_t max); //! XS_STRING(max) on 's' of 'bad_param': a constant is needed, not a parameter
