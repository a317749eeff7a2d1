/* What the hostile clients tell the good one. */
#ifndef TESTS_ASYNC_BOARD_H
#define TESTS_ASYNC_BOARD_H

#include <stdint.h>

enum { BOARD_ENDLESS = 1, BOARD_FAULTS = 2, BOARD_CLIENTS };

struct board {
    long subscribed[BOARD_CLIENTS], next[BOARD_CLIENTS], again[BOARD_CLIENTS];
    uint64_t calls[BOARD_CLIENTS], turns[BOARD_CLIENTS];
    uint64_t told[BOARD_CLIENTS];
};

#endif
