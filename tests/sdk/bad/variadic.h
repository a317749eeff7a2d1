#include <postern/interface.h>
XS_INTERFACE(bad)
int bad_log(const char *format XS_STRING(80), ...); //! 'bad_log' is variadic: its arguments cannot be checked
