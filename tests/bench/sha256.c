/* The rounds of SHA-256 (FIPS 180-4), with other constants. */
#include "kernel.h"

static uint32_t k[64], state[8];

static uint32_t rotate(uint32_t x, unsigned by)
{
    return x >> by | x << (32 - by);
}

/* The work is the same whatever they are. */
static void constants(void)
{
    uint32_t seed = 0x428a2f98;
    for (unsigned n = 0; n < 64; n++)
        k[n] = random_next(&seed);
    for (unsigned n = 0; n < 8; n++)
        state[n] = random_next(&seed);
}

static void schedule(uint32_t w[64])
{
    for (unsigned n = 16; n < 64; n++) {
        uint32_t a = w[n - 15], b = w[n - 2];
        w[n] =
            w[n - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[n - 7] + (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
    }
}

static void compress(const uint32_t w[64])
{
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6],
             h = state[7];
    for (unsigned n = 0; n < 64; n++) {
        uint32_t t1 = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + k[n] + w[n];
        uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

uint64_t kernel(void)
{
    uint32_t w[64], seed = 1;
    constants();
    for (unsigned block = 0; block < 100000; block++) {
        for (unsigned n = 0; n < 16; n++)
            w[n] = random_next(&seed);
        schedule(w);
        compress(w);
    }
    return state[0] ^ state[7];
}
