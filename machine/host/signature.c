#include "host/signature.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool write_lines(FILE *f, const uint8_t *bytes, uint64_t size, unsigned granularity)
{
    for (uint64_t at = 0; at < size; at += granularity) {
        for (unsigned n = granularity; n-- > 0;)
            if (fprintf(f, "%02x", at + n < size ? bytes[at + n] : 0) < 0)
                return false;
        if (putc('\n', f) == EOF)
            return false;
    }
    return true;
}

bool signature_write(const char *path, struct machine *m, unsigned granularity, struct failure *why)
{
    uint64_t from, to;
    if (!machine_symbol(m, "begin_signature", &from) || !machine_symbol(m, "end_signature", &to))
        return refuse(why, "--signature: the program has no symbols begin_signature and end_signature");
    const uint8_t *bytes = to >= from ? bus_ram(machine_bus(m), from, to - from) : NULL;
    if (!bytes)
        return refuse(why, "--signature: 0x%" PRIx64 "-0x%" PRIx64 " is not in RAM", from, to);
    FILE *f = fopen(path, "w");
    if (!f)
        return refuse(why, "--signature: %s: cannot be written: %s", path, strerror(errno));
    bool ok = write_lines(f, bytes, to - from, granularity);
    return (fclose(f) == 0 && ok) || refuse(why, "--signature: %s: could not be written wholly", path);
}
