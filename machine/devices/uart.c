#include "devices/uart.h"

#include <stdlib.h>
#include <string.h>

/* registers: THR and FCR are the written side of RBR and IIR */
enum { RBR = 0, THR = 0, IER = 1, IIR = 2, FCR = 2, LCR = 3, MCR = 4, LSR = 5, MSR = 6, SCR = 7 };
/* their bits */
enum { IER_RDI = 1, IER_THRI = 2, IER_RLSI = 4 };
enum { IIR_NONE = 1, IIR_THRI = 2, IIR_RDI = 4, IIR_RLSI = 6, IIR_TIMEOUT = 12, IIR_FIFO = 0xc0 };
enum { FCR_ENABLE = 1, FCR_CLEAR_RX = 2, FCR_CLEAR_TX = 4, LCR_DLAB = 0x80, MCR_LOOP = 0x10, MCR_BITS = 0x1f };
enum { LSR_DR = 1, LSR_OE = 2, LSR_THRE = 0x20, LSR_TEMT = 0x40 };
enum { MSR_CTS = 0x10, MSR_DSR = 0x20, MSR_DCD = 0x80 };
enum { FIFO = 16 };

struct uart {
    uint8_t fifo[FIFO];
    uint8_t head, count;
    uint8_t ier, fcr, lcr, mcr, scr, divisor[2];
    uint8_t overrun;
    uint8_t thr_asks; /* the transmitter-empty interrupt is due */
    uint8_t polls;    /* LSR reads since anything was sent or received */
    struct uart_sink sink;
    struct device_irq irq;
};

static unsigned capacity(const struct uart *u)
{
    return u->fcr & FCR_ENABLE ? FIFO : 1;
}

/* A sender reads LSR once for each byte, as the transmitter is always empty: two reads in a row look for input. */
unsigned uart_wants(const struct uart *u)
{
    bool receptive = u->ier & IER_RDI || u->polls >= 2;
    return receptive && !(u->mcr & MCR_LOOP) && u->count < capacity(u) ? capacity(u) - u->count : 0;
}

static unsigned trigger(const struct uart *u)
{
    static const uint8_t level[4] = {1, 4, 8, 14};
    return u->fcr & FCR_ENABLE ? level[u->fcr >> 6] : 1;
}

/* Interrupt identification by priority: line status, data, timeout (input does not linger here), transmitter. */
static unsigned identify(const struct uart *u)
{
    if (u->ier & IER_RLSI && u->overrun)
        return IIR_RLSI;
    if (u->ier & IER_RDI && u->count)
        return u->count >= trigger(u) ? IIR_RDI : IIR_TIMEOUT;
    if (u->ier & IER_THRI && u->thr_asks)
        return IIR_THRI;
    return IIR_NONE;
}

static void update(struct uart *u)
{
    device_irq_set(&u->irq, identify(u) != IIR_NONE);
}

static void enqueue(struct uart *u, uint8_t byte)
{
    if (u->count >= capacity(u))
        u->overrun = 1;
    else
        u->fifo[(u->head + u->count++) % FIFO] = byte;
    u->polls = 0;
    update(u);
}

void uart_receive(struct uart *u, uint8_t byte)
{
    if (!(u->mcr & MCR_LOOP))
        enqueue(u, byte);
}

static uint8_t dequeue(struct uart *u)
{
    if (!u->count)
        return 0;
    uint8_t byte = u->fifo[u->head];
    u->head = (u->head + 1) % FIFO;
    u->count--;
    u->polls = 0;
    return byte;
}

static void transmit(struct uart *u, uint8_t byte)
{
    u->thr_asks = 1;
    u->polls = 0;
    if (u->mcr & MCR_LOOP)
        enqueue(u, byte);
    else
        u->sink.transmit(u->sink.context, byte);
}

static uint8_t line_status(struct uart *u)
{
    uint8_t status = (uint8_t)(LSR_THRE | LSR_TEMT | (u->count ? LSR_DR : 0) | (u->overrun ? LSR_OE : 0));
    u->overrun = 0;
    u->polls += u->polls < UINT8_MAX;
    return status;
}

/* In loop mode the modem outputs come back as inputs: DTR, RTS, OUT1, OUT2 as DSR, CTS, RI, DCD. */
static uint8_t modem_status(const struct uart *u)
{
    if (!(u->mcr & MCR_LOOP))
        return MSR_CTS | MSR_DSR | MSR_DCD;
    return (uint8_t)((u->mcr & 0xc) << 4 | (u->mcr & 2) << 3 | (u->mcr & 1) << 5);
}

static uint8_t identification(struct uart *u)
{
    uint8_t id = (uint8_t)identify(u);
    if (id == IIR_THRI)
        u->thr_asks = 0;
    return id | (u->fcr & FCR_ENABLE ? IIR_FIFO : 0);
}

static uint8_t read_register(struct uart *u, uint64_t offset)
{
    if (offset <= 1 && u->lcr & LCR_DLAB)
        return u->divisor[offset];
    switch (offset) {
    case RBR: return dequeue(u);
    case IER: return u->ier;
    case IIR: return identification(u);
    case LCR: return u->lcr;
    case MCR: return u->mcr;
    case LSR: return line_status(u);
    case MSR: return modem_status(u);
    case SCR: return u->scr;
    default: return 0;
    }
}

static void set_fifo_control(struct uart *u, uint8_t value)
{
    if (value & FCR_CLEAR_RX || (value ^ u->fcr) & FCR_ENABLE)
        u->count = 0;
    if (value & FCR_CLEAR_TX)
        u->thr_asks = 1;
    u->fcr = value & (FCR_ENABLE | 0xc0);
}

static void write_register(struct uart *u, uint64_t offset, uint8_t value)
{
    if (offset <= 1 && u->lcr & LCR_DLAB) {
        u->divisor[offset] = value;
        return;
    }
    switch (offset) {
    case THR: transmit(u, value); break;
    case IER:
        if (value & ~u->ier & IER_THRI)
            u->thr_asks = 1;
        u->ier = value & 0xf;
        break;
    case FCR: set_fifo_control(u, value); break;
    case LCR: u->lcr = value; break;
    case MCR: u->mcr = value & MCR_BITS; break;
    case SCR: u->scr = value; break;
    }
}

/* Registers are bytes; wider accesses reach the one at their address, as on QEMU's board. */
static bool uart_load(void *device, uint64_t offset, unsigned size, uint64_t *value)
{
    struct uart *u = device;
    (void)size;
    *value = read_register(u, offset);
    update(u);
    return true;
}

static bool uart_store(void *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct uart *u = device;
    (void)size;
    write_register(u, offset, (uint8_t)value);
    update(u);
    return true;
}

static void uart_reset(void *device)
{
    struct uart *u = device;
    memset(u, 0, offsetof(struct uart, sink));
    u->divisor[0] = 12; /* 9600 baud, as QEMU's */
    u->thr_asks = 1;
    update(u);
}

static const void *uart_state(const void *device, size_t *size)
{
    *size = offsetof(struct uart, polls) + 1;
    return device;
}

const struct device_ops uart_ops = {
    .name = "uart",
    .load = uart_load,
    .store = uart_store,
    .reset = uart_reset,
    .free = free,
    .state = uart_state,
};

struct uart *uart_new(struct uart_sink sink, struct device_irq irq)
{
    struct uart *u = calloc(1, sizeof *u);
    if (!u)
        return NULL;
    u->sink = sink;
    u->irq = irq;
    return u;
}
