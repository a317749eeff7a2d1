#include <postern/counter.h>

#include "measure.h"

struct counts counts_now(void)
{
    return (struct counts){
        .references = postern_counter(TABLE_READS) + postern_counter(FRAME_WRITES) + postern_counter(FRAME_READS) +
                      postern_counter(SPILL_WRITES) + postern_counter(SPILL_READS),
        .kernel_entries = postern_counter(KERNEL_ENTRIES),
        .device_requests = postern_counter(DEVICE_REQUESTS),
        .device_bytes = postern_counter(DMA_WRITE_BYTES),
        .cycles = postern_cycles(),
        .instructions = postern_instructions(),
    };
}

struct counts counts_between(const struct counts *from, const struct counts *to)
{
    return (struct counts){
        .instructions = to->instructions - from->instructions,
        .cycles = to->cycles - from->cycles,
        .references = to->references - from->references,
        .kernel_entries = to->kernel_entries - from->kernel_entries,
        .device_requests = to->device_requests - from->device_requests,
        .device_bytes = to->device_bytes - from->device_bytes,
    };
}
