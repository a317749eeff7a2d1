/* One client and one callee, for cases of far calls and returns without C. */
#pragma once
#include "world.h"

enum { S5 = 21, S6, S7, S8, S9, CALLEE = 256, SECOND = 320, PLAIN = 0x3ff, GRANT_3 = 1 << 12, XORI = 0x4013 };
#define ADD(rd, a, b)   r_type(0x33, rd, a, b)
#define SUB(rd, a, b)   r_type(0x40000033, rd, a, b)
#define XOR(rd, a, b)   r_type(0x4033, rd, a, b)
#define FMV_X_D(rd, f)  r_type(UINT32_C(0xe2000053), rd, f, 0)
#define FMV_D_X(f, rs)  r_type(UINT32_C(0xf2000053), f, rs, 0)
#define CALL            r_type(MATCH_SG_CALL, 0, A6, A7)
#define CALL_2          (CALL | 2u << 25)
#define SKIP_IF_0(s, n) (UINT32_C(0x63) | (uint32_t)(s) << 15 | (uint32_t)(4 * ((n) + 1)) << 7) /* beqz over n < 7 */
#define WORDS_OF(array) array, sizeof(array) / sizeof *(array)

/* `client`, then back to its beginning; `callee` is behind all gates, with all masks open. FPE is on: gates 0 and 1 turn it off. */
void case_begin(struct pair *p, const uint32_t *client, unsigned words, const uint32_t *callee, unsigned more);
void case_run(struct pair *p); /* for a while, with many stops, and compares memory */
/* More than so many calls and returns went without C, and no fewer saved registers, or had what the callee wrote of data registers
 * restored; under a model of time none does. */
void case_went(const struct pair *p, unsigned crossings, unsigned saves, unsigned undone);
