#include <postern/interface.h>
XS_INTERFACE(bad)
double bad_sin(void); //! 'bad_sin' returns 'double', but the service is built without FP registers (set fp := 1)
int bad_scale(float by); //! parameter 'by' of 'bad_scale' is 'float', but the service is built without FP registers (set fp := 1)
