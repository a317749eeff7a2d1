/* What a service asks about the call that it serves, and the names that its image gives it. */
#ifndef POSTERN_SERVICE_H
#define POSTERN_SERVICE_H

#include <stdint.h>

/* The badge of the caller: what the image, or whoever granted the entry, wrote on it. Handles are looked
 * up by it. 0 under the `direct` binding, and outside a call. */
uint64_t postern_badge(void);

/* Id of the current thread: the client's own under `far` and `direct`, the server's under `ipc`. */
static inline uint64_t postern_thread(void)
{
    uint64_t id;
    __asm__(".insn r 0xb, 7, 1, %0, x0, x0" : "=r"(id));
    return id;
}

/* What the image's thread record says under `arg`; a pointer to the argument block in programs that the loader
 * started. */
extern uint64_t postern_boot_argument;

/* Serial number of the current call on this thread; 0 outside a call. */
static inline uint32_t postern_serial(void)
{
    uint64_t serial;
    __asm__ volatile(".insn r 0xb, 7, 6, %0, x0, x0" : "=r"(serial));
    return (uint32_t)serial;
}

/* A name that the image (or the loader) resolves: `selector` is the entry of the program's own VST that
 * grants what `name` says, 0 where it was not granted. The record's layout is the contract between
 * linker script, tools/mkimage, loader and stubs. */
struct postern_import {
    char name[32];
    uint64_t selector;
    uint64_t reserved;
};

/* Declares that this program wants the segment, interrupt source or endpoint `text`:
 *     POSTERN_IMPORT(disk_window, "virtio0");      ... disk_window.selector */
#define POSTERN_IMPORT(variable, text)             \
    static volatile struct postern_import variable \
        __attribute__((section(".postern.imports"), used, aligned(8))) = {.name = text}

/* Loads data register `reg` (7-10 are a service's own; a literal) with what `selector` names and answers a
 * pointer to the segment's first byte. Registers are empty on entry to a gate: load in every call. A
 * selector that names nothing loadable traps. */
#define postern_load(reg, selector)                                                             \
    ({                                                                                          \
        uint64_t selector_ = (selector);                                                        \
        __asm__ volatile(".insn r 0xb, 0, 0, x" #reg ", %0, x0" : : "r"(selector_) : "memory"); \
        (void *)((uint64_t)(reg) << 60);                                                        \
    })

#endif
