/* Batched calls: many requests of one interface, one crossing. docs/decisions/0036.
 *
 * A service takes batches when its interface header says so, after its functions (the batch is a gate, numbered like any other):
 *
 *     XS_BATCH(null)
 *
 * Whoever is granted that gate may ask for every function of the interface but those marked XS_ALONE.
 *
 * stubgen then writes `null/requests.h` for clients: for each function f, f_request fills one record and f_result
 * reads its result, checked as f's own stub would. A client fills an array and makes one call:
 *
 *     long null_batch(struct postern_request *requests, size_t count, const void *input, size_t input_bytes,
 *                     void *output, size_t output_bytes);
 *
 * All buffers of the requests lie inside the two granted windows: what is read in either, what is written in
 * `output`. A window that is not needed is NULL, 0. Answers 0: every request was looked at, in order, and has its own
 * result; or -PE_*: the call failed, and those still at POSTERN_NOT_RUN were not finished. */
#ifndef POSTERN_BATCH_H
#define POSTERN_BATCH_H

#include <postern/error.h>
#include <postern/interface.h>

/* One call. Parameter i of the function is arg[i]. */
struct postern_request {
    uint64_t function; /* its place in the header, from 0 */
    int64_t result;    /* written by the service: >= 0 or -PE_*, as the function answers */
    uint64_t arg[8];   /* scalars extended to 64 bits; pointers as they are in the client */
};

#define POSTERN_NOT_RUN (-PE_AGAIN)

/* Declares the gate, which stubgen recognises and writes, and the client's call. The last two arguments are where the
 * client sees its windows: pointers in records are measured from there. */
#define XS_BATCH(name)                                                                                         \
    long name##_batch_gate(struct postern_request *requests XS_INOUT(bytes), size_t bytes,                     \
                           const void *input XS_IN(input_bytes), size_t input_bytes,                           \
                           void *output XS_INOUT(output_bytes), size_t output_bytes, uint64_t input_home,      \
                           uint64_t output_home) XS_NOTE("xs:batch:");                                         \
    static inline long name##_batch(struct postern_request *requests, size_t count, const void *input,         \
                                    size_t input_bytes, void *output, size_t output_bytes)                     \
    {                                                                                                          \
        return name##_batch_gate(requests, count * sizeof *requests, input, input_bytes, output, output_bytes, \
                                 (uint64_t)input, (uint64_t)output);                                           \
    }

#endif
