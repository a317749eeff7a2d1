/* What calls and returns share: rdx is the site, rcx the frame in host memory, rax is free. */
#pragma once
#include <stddef.h>

#include "translate/far.h"

enum {
    MOV_LOAD = 0x8b,
    MOV_STORE = 0x89,
    MOV_IMM = 0xc7,
    MOV_BYTE_IMM = 0xc6,
    COMPARE = 0x3b,
    COMPARE_IMM = 0x81,
    COMPARE_BYTE_IMM = 0x80,
    TEST = 0x85,
    MOV_BYTE_LOAD = 0x8a,
    MOV_BYTE_STORE = 0x88,
    OR_BYTE = 0x0a,
    GROUP5 = 0xff,
    GROUP5_INC = 0,
    GROUP5_JUMP = 4,
    TAKE_IF_NOT_BELOW = 0x0f43
};
/* of SSE2, with 0x66 before those that say so */
enum {
    MOVUPS_LOAD = 0x0f10,
    MOVUPS_STORE = 0x0f11,
    PXOR = 0x0fef,
    QUAD_LOAD = 0x0f7e, /* with 0xf3 */
    QUAD_STORE = 0x0fd6
};
enum { RA = 1, SP = 2, GP = 3, T0 = 5 };
static const enum host SITE = RDX, FRAME = RCX;

#define HART_AT(field)  ((int32_t)offsetof(struct hart, field))
#define SITE_AT(field)  ((int32_t)offsetof(struct far_site, field))
#define FRONT_AT(field) ((int32_t)offsetof(struct front_side, field))
#define GUEST_AT(guest) (HART_AT(x) + 8 * (guest))

/* Jumps of a check, all to one place. */
enum { MOST_JUMPS = 8 };
struct jumps {
    uint8_t *jump[MOST_JUMPS];
    unsigned count;
};

void jump_if(struct out *o, struct jumps *to, enum condition condition);
void land(struct out *o, const struct jumps *from);
void at_site(struct out *o, unsigned opcode, unsigned reg, int32_t at);
void at_frame(struct out *o, unsigned opcode, unsigned reg, int32_t at);
void put_in_hart(struct out *o, int32_t hart_offset, int32_t value);
void count_one(struct out *o, int32_t counter);
