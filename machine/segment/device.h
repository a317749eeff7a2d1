/* The segment unit of a device: its segment registers, and the check of every access that it makes to memory.
 *
 * The same registers, descriptors, generations and page tables as a hart's, and the same functions read them. Pure like the
 * rest of this library: memory is reached through the port alone. A device has no masks and no VST: a hart loads its
 * registers (sg.dev), from what the code running there holds and may give away. */
#pragma once
#include "segment/segment.h"

/* All that a guest can see of it, for the board's hash too: no pointers, no padding. */
struct xs_device_state {
    struct xs_reg reg[XS_DEVICE_REGS]; /* reg[0] stays empty */
    uint64_t on;                       /* 1: DMA addresses name a register; 0: they are physical */
    uint64_t gst;
    struct xs_dmafault fault;
    uint64_t fault_address;
};

enum { XS_IOTLB_ENTRIES = 64 };
struct xs_iotlb_entry {
    uint64_t page, pa;
    uint32_t selector, generation; /* selector 0: empty */
    bool r, w;
};

struct xs_device {
    struct xs_device_state state;
    struct xs_iotlb_entry iotlb[XS_IOTLB_ENTRIES];
    struct xs_hart tables; /* reads descriptors and page tables, and holds descriptors; it has no registers */
    struct xs_counters counters;
};

/* Power on: physical mode, every register empty. Not to be moved afterwards. */
void xs_device_reset(struct xs_device *d, struct xs_port port);
void xs_device_set_mode(struct xs_device *d,
                        bool on); /* empties the registers, and forgets all that was read of tables */
void xs_device_set_gst(struct xs_device *d, uint64_t pa);
void xs_device_clear(struct xs_device *d);                                       /* empties the registers */
void xs_device_put(struct xs_device *d, unsigned n, const struct xs_reg *image); /* n = 0: nothing happens */
/* sg.inval, of any hart. */
void xs_device_invalidate(struct xs_device *d, unsigned kind, uint64_t rs1, uint64_t rs2);

/* Checks [address, address + size) for XS_LOAD (the device reads) or XS_STORE, size at least 1; no page is looked at. false: refused,
 * and recorded. */
bool xs_device_check(struct xs_device *d, uint64_t address, uint64_t size, enum xs_access access);
/* The same, and the page of the first byte. *pa is where it is; answers how many of the bytes lie in that page, 0: refused, and
 * recorded. */
uint64_t xs_device_reach(struct xs_device *d, uint64_t address, uint64_t size, enum xs_access access, uint64_t *pa);
/* Tells the fault record of an access refused for another reason. */
void xs_device_record(struct xs_device *d, uint64_t address, enum xs_access access, uint32_t reason);
