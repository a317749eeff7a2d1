/* Gates that a program exports without an interface: handlers of interrupts and callbacks. */
#ifndef POSTERN_GATE_H
#define POSTERN_GATE_H

#include <stdint.h>

#define POSTERN_TEXT_(x) #x
#define POSTERN_TEXT(x)  POSTERN_TEXT_(x)

/* A gate for `function`: word 1 of its descriptor (layout `gate`), its stack in bytes, 4 nested calls; `code` is what the
 * call lands on. */
#define POSTERN_GATE(function, word1, stack, code)                                                                 \
    extern const uint64_t function##_gate;                                                                         \
    __asm__(".pushsection .text.gate." #function ",\"ax\",@progbits\n"                                             \
            "entry_" #function ": " code ".popsection\n"                                                           \
            ".pushsection .postern.gates.own,\"\",@progbits\n .balign 8\n"                                         \
            "record_" #function ": .quad entry_" #function ", " word1 "\n"                                         \
            ".quad (4 << 32) + " POSTERN_TEXT(stack) ", 0\n"                                                       \
                                                     ".ascii \"own\"\n .org record_" #function " + 64\n"           \
                                                     ".ascii \"" #function "\"\n .org record_" #function " + 96\n" \
                                                     ".popsection\n"                                               \
                                                     ".pushsection .rodata." #function                             \
                                                     "_gate,\"a\",@progbits\n .balign 8\n"                         \
                                                     ".globl " #function "_gate\n" #function                       \
                                                     "_gate: .quad record_" #function "\n"                         \
                                                     ".popsection\n")

/* The number of such a gate: its record's place in the table. */
#define postern_gate_of(function) (function##_gate / 96)

#endif
