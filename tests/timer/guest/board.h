/* What the hostile clients and the good one tell each other. */
#ifndef TESTS_TIMER_BOARD_H
#define TESTS_TIMER_BOARD_H

#include <stdint.h>

enum { ENDLESS = 1, HEAVY, LIGHT, CLIENTS };

struct board {
    int go[CLIENTS], told[CLIENTS];
    long subscribed[CLIENTS], again[CLIENTS];
    uint64_t calls[CLIENTS], rings[CLIENTS];
};

#endif
