/* A bytecode interpreter: indirect jumps. */
#include "kernel.h"

enum { PUSH, ADD, XOR, DUP, SWAP, LOOP, END };
static const uint8_t program[] = {PUSH, 3,  ADD, DUP,  XOR, PUSH, 7,   ADD,  DUP, ADD,
                                  PUSH, 90, XOR, PUSH, 1,   SWAP, ADD, LOOP, END};

uint64_t kernel(void)
{
    static const void *const label[] = {&&push, &&add, &&xor, &&dup, &&swap, &&loop, &&end};
    static uint64_t stack[16];
    uint64_t *top = stack, left = 12000000;
    const uint8_t *pc = program;
#define NEXT goto *label[*pc++]
    NEXT;
push:
    *++top = *pc++;
    NEXT;
add:
    top--;
    top[0] += top[1];
    NEXT;
    xor : top--;
    top[0] ^= top[1];
    NEXT;
dup:
    top[1] = top[0] >> 1;
    top++;
    NEXT;
swap:;
    uint64_t kept = top[0];
    top[0] = top[-1];
    top[-1] = kept;
    NEXT;
loop:
    if (--left)
        pc = program;
    NEXT;
end:
    return top[0];
}
