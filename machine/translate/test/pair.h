/* Two harts on benches, the interpreter's and the translator's, that run the same and stay equal in everything that a guest
 * can see, counters included. FUZZ_SEED chooses another run, FUZZ_ROUNDS a longer one. */
#pragma once
#include "bench.h"

enum { PROGRAM = 0x20000, WORDS = 1024, ROUNDS = 150, STOPS = 60 };
#define HERE (RAM + PROGRAM)

struct timing_system;

struct pair {
    struct bench *bench[2];          /* interpreter, translator */
    struct timing_system *system[2]; /* NULL: no model of time */
    uint64_t random, rounds;
};

/* From now on pairs run under a model of time, the interpreting engine's and the translator's, and its counters stay equal,
 * too. `changes`: of the profile's parameters, "name=value name=value". `part`: of the rounds, that are run. */
void pair_under(const char *profile, const char *changes, unsigned part);

/* Whether the translator's tables and memory are nearly full time and again from now on. */
void pair_crowd(bool on);

int pair_setup(void **state); /* cmocka fixture: *state is a struct pair. Skips where there is no translator */
int pair_teardown(void **state);
uint64_t draw(struct pair *p, uint64_t below);
uint64_t random_value(struct pair *p); /* for an integer register: small, an address, anything */
/* Both at HERE with FP on and PMP open, in a mode by chance; a trap goes on behind the instruction that trapped. */
void pair_begin(struct pair *p);
void pair_set_csr(struct pair *p, unsigned csr, uint64_t value);
void pair_set_reg(struct pair *p, unsigned reg, uint64_t value);
void pair_write(struct pair *p, uint64_t pa, const uint32_t *words, unsigned count);
/* Runs both with `stops` budgets by chance and compares after each. */
void pair_run(struct pair *p, unsigned stops);
/* As many instructions in one go. */
void pair_run_exactly(struct pair *p, uint64_t count);
void pair_compare_memory(struct pair *p);
