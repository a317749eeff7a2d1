/* What lies in a program's code segment: what is loaded before it is sealed, and its heap. */
#include "abi/errors.h"
#include "abi/syscalls.h"
#include "hw.h"
#include "program.h"
#include "table.h"
#include "text.h"

static int check_range(uint64_t offset, uint64_t len, unsigned prot)
{
    bool inside = offset >= PAGE_SIZE && offset <= CODE_LIMIT && len <= CODE_LIMIT - offset;
    return inside && !(prot & ~7u) && prot && !(prot & SYS_PROT_W && prot & SYS_PROT_X) ? 0 : -PE_INVAL;
}

int program_commit(struct program *p, uint64_t offset, uint64_t len, unsigned prot)
{
    int error = check_range(offset, len, prot);
    if (error < 0 || len == 0)
        return error;
    uint64_t end = page_up(offset + len);
    error = table_commit(p, p->root, offset & ~(PAGE_SIZE - 1), end, prot);
    if (error == 0 && end > p->image_end)
        p->image_end = p->heap_end = end;
    return error;
}

/* Through sg15: code pages are written before anybody holds the segment. */
int program_write(struct program *p, uint64_t offset, const void *from, uint64_t len, unsigned prot)
{
    int error = program_commit(p, offset, len, prot);
    const char *bytes = from;

    for (uint64_t done = 0; error == 0 && done < len;) {
        uint64_t at = offset + done, room = PAGE_SIZE - at % PAGE_SIZE;
        uint64_t n = len - done < room ? len - done : room;
        void *to = hw_ptr(table_find(p->root, at, 0));
        if (bytes)
            memcpy(to, bytes + done, n);
        else
            memset(to, 0, n);
        done += n;
    }
    return error;
}

int64_t program_grow(struct program *p, uint64_t end)
{
    if (end == 0)
        return (int64_t)p->heap_end;
    end = page_up(end & ((1ull << XS_OFFSET_BITS) - 1));
    if (end > CODE_LIMIT)
        return -PE_INVAL;
    if (end <= p->heap_end)
        return (int64_t)p->heap_end;
    uint64_t from = p->heap_end;
    int error = table_commit(p, p->root, from, end, SYS_PROT_R | SYS_PROT_W);
    while (from < end && table_find(p->root, from, 0))
        from += PAGE_SIZE;
    p->heap_end = from; /* what was committed before an error is the program's */
    return error < 0 ? error : (int64_t)end;
}
