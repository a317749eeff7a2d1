/* fuzz-run [--seed N] [--instructions N] [--round N] [--timing 1]: the interpreter against the translator on random programs;
 * with --timing 1, each round under a model of time of its own.
 *
 * Machines are compared whole every few dozen to few thousand instructions. On a difference the round is repeated to find
 * the instruction. Exit status: 0 equal, 1 they differ, 2 cannot start. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/decode.h"
#include "fuzz.h"
#include "translate/translate.h"

enum {
    STOPS = 40,
    STOPS_CROWD = 3,
    STEPS = 3000,
    LEAD = 12,
    TIMES = 100,
    ROWS_MAX = 256,
    OTHERS = 3 /* in one of so many rounds others are about */,
    ENOUGH = 1000000
};

static const char *const world_name[] = {"M-mode", "S-mode, Sv39", "U-mode, Sv39", "U-mode, Xseg", "S-mode, Xseg"};

static bool timed; /* rounds have models of time */

static void run(struct twin *t, uint64_t budget)
{
    for (unsigned n = 0; n < 2; n++) {
        bool idle = machine_run(t->machine[n], budget) == MACHINE_IDLE;
        uint64_t next = machine_next_event(t->machine[n]);
        if (idle && next != UINT64_MAX)
            machine_skip_to(t->machine[n], next);
    }
}

static unsigned stops_of(const struct twin *t)
{
    return t->harts > 1 ? STOPS_CROWD : STOPS;
}

/* Plays a round to stop number `stops`, which has budget `last` if that is not 0. Answers at which stop they differed
 * first, or -1. The twins are left as they stand, for the caller to free. */
static int play(struct twin *t, uint64_t seed, unsigned stops, uint64_t last)
{
    if (!twin_make(t, seed, timed ? HOW_TIMED : HOW_PLAIN)) {
        fputs("fuzz-run: no translator on this host, nothing to compare\n", stderr);
        exit(0);
    }
    for (unsigned stop = 0; stop < stops && stop < stops_of(t); stop++) {
        uint64_t budget = 1 + draw(t, stop % 4 ? 40 : 3000);
        run(t, last && stop == stops - 1 ? last : budget);
        if (!twin_equal(t, false))
            return (int)stop;
        for (unsigned n = 0; n < t->harts; n++)
            world_pointers(t, n);
        if (seed % OTHERS == 1)
            others_interfere(t);
    }
    return -1;
}

static void tell_instruction(struct twin *t)
{
    struct hart *h = machine_hart(t->machine[0], 0);
    uint64_t pc = hart_get_reg(h, 32);
    uint32_t word = 0;
    hart_peek(h, pc, &word, 4);
    word = insn_length(word) == 4 ? word : word & 0xffff;
    const struct opcode *row = decode_row(word);
    printf("    %016" PRIx64 ": %08" PRIx32 " (%s)\n", pc, word, row ? row->name : "none");
}

/* The least budget of the last stop with which they differ, and what runs there. */
static void bisect(struct twin *t, uint64_t seed, unsigned stop)
{
    uint64_t budget = 1;
    for (; t->harts == 1 && budget < 3000; budget++) {
        twin_free(t);
        if (play(t, seed, stop + 1, budget) >= 0)
            break;
    }
    printf("  stop %u, %" PRIu64 " instructions into it\n", stop, budget);
    twin_equal(t, true);
    puts("  what led there (a translated block ends with the last of them):");
    for (uint64_t back = budget < LEAD ? budget : LEAD; back > 0 && t->harts == 1; back--) {
        twin_free(t);
        play(t, seed, budget > back ? stop + 1 : stop, budget > back ? budget - back : 0);
        tell_instruction(t);
    }
}

static bool one_round(uint64_t seed, uint64_t *instructions, uint64_t *crossings)
{
    struct twin t;
    int stop = play(&t, seed, STOPS, 0);
    for (unsigned n = 0; n < t.harts; n++) {
        *instructions += hart_instret(machine_hart(t.machine[0], n));
        *crossings += translator_crossings(machine_hart(t.machine[1], n));
    }
    if (stop >= 0) {
        printf("FAIL round %" PRIu64 " (%s, %u harts)\n", seed, world_name[t.world], t.harts);
        bisect(&t, seed, (unsigned)stop);
    }
    twin_free(&t);
    return stop < 0;
}

/* Some instructions do not retire, but call: did the last one trap as an ebreak or ecall does? */
static bool called(struct hart *h)
{
    uint64_t cause = 0;
    hart_csr_get(h, hart_privilege(h) == PRV_M ? 0x342 : 0x142, &cause);
    return cause == 3 || (cause >= 8 && cause <= 11);
}

/* Steps through programs that have every instruction in turn, and counts which of them retire. */
static void count_round(uint64_t seed, unsigned *ran)
{
    struct twin t;
    unsigned count;
    const struct opcode *table = decode_table(&count);
    if (!twin_make(&t, seed, HOW_EVERY))
        return;
    struct hart *h = machine_hart(t.machine[0], 0);
    for (unsigned step = 0; step < STEPS; step++) {
        uint32_t word = 0;
        uint64_t before = hart_instret(h);
        if (step % 16 == 0)
            world_restart(&t, 0);
        hart_peek(h, hart_get_reg(h, 32), &word, 4);
        const struct opcode *row = decode_row(insn_length(word) == 4 ? word : word & 0xffff);
        machine_step(t.machine[0], 0);
        if (row && (hart_instret(h) > before || called(h)))
            ran[row - table]++;
        if (step % 8 == 0)
            world_pointers(&t, 0);
    }
    twin_free(&t);
}

/* Does every instruction of the table retire TIMES times? */
static unsigned count_all(uint64_t seed)
{
    unsigned ran[ROWS_MAX] = {0}, count, missing = 0;
    const struct opcode *table = decode_table(&count);
    for (unsigned round = 0; round < 1000; round++) {
        count_round(seed + round, ran);
        missing = 0;
        for (unsigned n = 0; n < count; n++)
            missing += ran[n] < TIMES;
        if (!missing)
            break;
    }
    for (unsigned n = 0; n < count; n++)
        if (ran[n] < TIMES)
            printf("FAIL %s retired %u times\n", table[n].name, ran[n]);
    printf("%u instructions of the table retired %d times each\n", count - missing, TIMES);
    return missing;
}

int main(int argc, char **argv)
{
    uint64_t seed = (uint64_t)time(NULL) % 100000 * 10000, wanted = 2000000, instructions = 0, crossings = 0,
             rounds = 0;
    bool once = false, good = true;
    for (int n = 1; n + 1 < argc; n += 2) {
        uint64_t value = strtoull(argv[n + 1], NULL, 0);
        if (strcmp(argv[n], "--seed") == 0)
            seed = value;
        else if (strcmp(argv[n], "--timing") == 0)
            timed = value;
        else if (strcmp(argv[n], "--instructions") == 0)
            wanted = value;
        else if (strcmp(argv[n], "--round") == 0)
            seed = value, once = true;
        else
            return fprintf(stderr, "fuzz-run: unknown option %s\n", argv[n]), 2;
    }
    while (good && (once ? rounds == 0 : instructions < wanted))
        good = one_round(seed + rounds++, &instructions, &crossings);
    printf("%s %" PRIu64 " instructions in %" PRIu64 " rounds on both engines; repeat with --seed %" PRIu64 "%s\n",
           good ? "pass" : "FAIL", instructions, rounds, seed, timed ? " --timing 1" : "");
    printf("%" PRIu64 " far calls and returns were translated code's own\n", crossings);
    bool crossed = once || timed || wanted < ENOUGH || crossings > 0; /* a model of time is told of them in C */
    bool counted = once || timed || count_all(seed) == 0;
    printf("%d passed, %d failed\n", good + counted + crossed, !good + !counted + !crossed);
    return !good || !counted || !crossed;
}
