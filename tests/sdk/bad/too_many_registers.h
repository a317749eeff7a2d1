#include <postern/interface.h>
XS_INTERFACE(bad)
int bad_eight(int a, int b, int c, int d, int e, int f, int g, int h);
int bad_nine(int a, int b, int c, int d, int e, int f, int g, int h, int i); //! 'bad_nine' needs 9 argument registers, there are 8
