/* Lists, a matrix, a state machine and a CRC. */
#include "kernel.h"

enum { NODES = 200, SIDE = 16, TEXT = 256 };

static struct node {
    struct node *next;
    int16_t key, value;
} node[NODES];

static struct node *reverse(struct node *at)
{
    struct node *done = 0;
    while (at) {
        struct node *next = at->next;
        at->next = done;
        done = at;
        at = next;
    }
    return done;
}

static uint32_t lists(uint32_t seed)
{
    uint32_t sum = 0;
    for (unsigned n = 0; n < NODES; n++)
        node[n] = (struct node){n + 1 < NODES ? &node[n + 1] : 0, (int16_t)random_next(&seed), (int16_t)n};
    struct node *head = node;
    for (unsigned k = 0; k < 20; k++) {
        for (struct node *at = head; at; at = at->next)
            if ((at->key & 31) == (int)k)
                sum += at->value;
        head = reverse(head);
    }
    return sum;
}

static uint32_t matrix(uint32_t seed)
{
    static int16_t a[SIDE][SIDE], b[SIDE][SIDE];
    uint32_t sum = 0;
    for (unsigned n = 0; n < SIDE * SIDE; n++) {
        a[n / SIDE][n % SIDE] = (int16_t)random_next(&seed);
        b[n % SIDE][n / SIDE] = (int16_t)random_next(&seed);
    }
    for (unsigned i = 0; i < SIDE; i++)
        for (unsigned j = 0; j < SIDE; j++) {
            int32_t cell = 0;
            for (unsigned k = 0; k < SIDE; k++)
                cell += a[i][k] * b[k][j];
            sum += (uint32_t)cell >> (i & 7);
        }
    return sum;
}

/* Numbers in a text: plain, signed, with a point, or no number. */
static uint32_t states(uint32_t seed)
{
    enum state { START, SIGN, DIGITS, POINT, BAD, STATES } state = START;
    static const char alphabet[] = "0123456789+-., x";
    uint32_t seen[STATES] = {0};
    for (unsigned n = 0; n < TEXT; n++) {
        char c = alphabet[random_next(&seed) >> 12 & 15];
        if (c == ',')
            state = START;
        else
            switch (state) {
            case START: state = c == '+' || c == '-' ? SIGN : c >= '0' && c <= '9' ? DIGITS : BAD; break;
            case SIGN:
            case DIGITS: state = c == '.' ? POINT : c >= '0' && c <= '9' ? DIGITS : BAD; break;
            case POINT: state = c >= '0' && c <= '9' ? POINT : BAD; break;
            default: break;
            }
        seen[state]++;
    }
    return seen[DIGITS] * 31 + seen[POINT] * 17 + seen[BAD];
}

static uint32_t crc(uint32_t crc, uint32_t word)
{
    for (unsigned bit = 0; bit < 32; bit++, word >>= 1)
        crc = (crc ^ word) & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
    return crc;
}

uint64_t kernel(void)
{
    uint32_t sum = ~0u;
    for (unsigned round = 0; round < 5000; round++) {
        sum = crc(sum, lists(round));
        sum = crc(sum, matrix(round));
        sum = crc(sum, states(round));
    }
    return sum;
}
