/* Text of Xseg instructions, from the table that the decoder is made of (abi/xseg.yaml). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "sg.win a0, a0, a1, sg3, rw". false: not an Xseg instruction; `text` is then empty. */
bool disasm_xseg(uint32_t word, char *text, size_t size);
