/* null: the service that does nothing, so that what a call costs can be counted. */
#ifndef SERVICES_NULL_NULL_H
#define SERVICES_NULL_NULL_H

#include <postern/batch.h>

XS_INTERFACE(null)

/* Answers 0. */
int null_call(void);

/* Answers 0; data is granted and checked, not looked at. */
int null_buffer(const void *data XS_IN(len), size_t len);

/* Many of these in one call. */
XS_BATCH(null)

#endif
