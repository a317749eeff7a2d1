#include <postern/batch.h>
XS_INTERFACE(bad)
int bad_work(void);
XS_BATCH(worse) //! 'worse_batch_gate' takes batches of another interface: write XS_BATCH(bad)
