#include "devices/virtio_blk.h"

#include <stdlib.h>
#include <string.h>

enum { ID = 2, SECTOR = 512, ID_BYTES = 20, HEADER = 16 };
enum { F_SEG_MAX = 2, F_RO = 5, F_BLK_SIZE = 6, F_FLUSH = 9 }; /* feature bit numbers */
enum { T_IN = 0, T_OUT = 1, T_FLUSH = 4, T_GET_ID = 8 };
enum { S_OK = 0, S_IOERR = 1, S_UNSUPP = 2 };
#define REQUEST_MAX (64ull << 20) /* bytes of one request: the machine stands still while they move */
enum { CONFIG_CAPACITY = 0, CONFIG_SEG_MAX = 12, CONFIG_BLK_SIZE = 20, CONFIG_SIZE = 24 };

struct blk {
    struct dma *dma;
    struct block_backend backend;
    struct xs_counters *counters;
};

struct header {
    uint32_t type, reserved;
    uint64_t sector;
};

/* A stretch of a chain's readable or writable bytes, handed out in pieces that are contiguous on the host. */
struct stretch {
    const struct virtq_segment *segment;
    uint64_t skip, left;
    enum xs_access access;
};

static struct stretch readable(const struct virtq_chain *chain, uint64_t from, uint64_t size)
{
    return (struct stretch){chain->segment, from, size, XS_LOAD};
}

static struct stretch writable(const struct virtq_chain *chain, uint64_t from, uint64_t size)
{
    return (struct stretch){chain->segment + chain->readable, from, size, XS_STORE};
}

/* NULL: there is no more, or it cannot be reached (`left` is not 0 then). */
static uint8_t *next_piece(struct dma *dma, struct stretch *s, uint64_t *size)
{
    if (!s->left)
        return NULL;
    while (s->skip >= s->segment->length)
        s->skip -= s->segment++->length;
    uint64_t address = s->segment->address + s->skip;
    *size = s->segment->length - s->skip;
    if (*size > s->left)
        *size = s->left;
    uint8_t *piece = dma_reach(dma, address, size, s->access);
    if (piece) {
        s->skip += *size;
        s->left -= *size;
    }
    return piece;
}

static bool copy_in(struct dma *dma, struct stretch from, void *to)
{
    uint8_t *at = to, *piece;
    uint64_t size;
    for (; (piece = next_piece(dma, &from, &size)); at += size)
        memcpy(at, piece, size);
    return !from.left;
}

static bool copy_out(struct dma *dma, struct stretch to, const void *from)
{
    const uint8_t *at = from;
    uint8_t *piece;
    uint64_t size;
    for (; (piece = next_piece(dma, &to, &size)); at += size)
        memcpy(piece, at, size);
    return !to.left;
}

static bool in_range(const struct blk *b, uint64_t sector, uint64_t size)
{
    return size % SECTOR == 0 && size <= b->backend.size && sector <= (b->backend.size - size) / SECTOR;
}

static uint8_t transfer(struct blk *b, uint64_t sector, struct stretch data, bool write)
{
    struct block_backend *d = &b->backend;
    uint64_t offset = sector * SECTOR, size;
    uint8_t *piece;
    if (data.left > REQUEST_MAX || !in_range(b, sector, data.left) || (write && d->read_only))
        return S_IOERR;
    for (; (piece = next_piece(b->dma, &data, &size)); offset += size)
        if (!(write ? d->write(d->context, offset, piece, size) : d->read(d->context, offset, piece, size)))
            return S_IOERR;
    return data.left ? S_IOERR : S_OK;
}

static uint8_t get_id(struct blk *b, struct stretch to, uint64_t *done)
{
    static const char id[ID_BYTES] = "postern";
    to.left = to.left < ID_BYTES ? to.left : ID_BYTES;
    *done = to.left;
    return copy_out(b->dma, to, id) ? S_OK : S_IOERR;
}

static uint8_t carry_out(struct blk *b, const struct virtq_chain *chain, uint64_t *out, uint64_t *in)
{
    struct header header;
    uint8_t status = S_UNSUPP;
    uint64_t room = chain->writable_bytes - 1;
    if (chain->refused || !copy_in(b->dma, readable(chain, 0, HEADER), &header))
        return S_IOERR;
    *out = HEADER;
    switch (header.type) {
    case T_IN:
        status = transfer(b, header.sector, writable(chain, 0, room), false);
        *in = status == S_OK ? room : 0;
        break;
    case T_OUT:
        status = transfer(b, header.sector, readable(chain, HEADER, chain->readable_bytes - HEADER), true);
        *out += status == S_OK ? chain->readable_bytes - HEADER : 0;
        break;
    case T_FLUSH: status = b->backend.flush(b->backend.context) ? S_OK : S_IOERR; break;
    case T_GET_ID: status = get_id(b, writable(chain, 0, room), in); break;
    }
    return status;
}

/* The request's header and status byte may be cut up among descriptors at will (section 2.7.4). */
static bool blk_request(void *self, unsigned queue, const struct virtq_chain *chain, uint32_t *written)
{
    struct blk *b = self;
    uint64_t out = 0, in = 0;
    (void)queue;
    if (chain->readable_bytes < HEADER || chain->writable_bytes < 1)
        return false;
    uint64_t room = chain->writable_bytes - 1;
    uint8_t status = carry_out(b, chain, &out, &in);
    if (!copy_out(b->dma, writable(chain, room, 1), &status))
        return false; /* nowhere to say it */
    *written = chain->refused ? 1 : (uint32_t)(room + 1);
    if (b->counters) {
        b->counters->n[XS_CTR_DEVICE_REQUESTS]++;
        b->counters->n[XS_CTR_DMA_READ_BYTES] += out;
        b->counters->n[XS_CTR_DMA_WRITE_BYTES] += 1 + in;
    }
    return true;
}

static void blk_config(void *self, uint8_t *whole)
{
    const struct blk *b = self;
    uint64_t capacity = b->backend.size / SECTOR;
    uint32_t seg_max = VIRTQ_SEGMENTS_MAX - 2, blk_size = SECTOR;
    memcpy(whole + CONFIG_CAPACITY, &capacity, sizeof capacity);
    memcpy(whole + CONFIG_SEG_MAX, &seg_max, sizeof seg_max);
    memcpy(whole + CONFIG_BLK_SIZE, &blk_size, sizeof blk_size);
}

static void blk_reset(void *self)
{
    (void)self;
}

#define BLK_TYPE(read_only_bit)                                                                                     \
    {                                                                                                               \
        .id = ID, .queues = 1, .features = 1u << F_SEG_MAX | 1u << F_BLK_SIZE | 1u << F_FLUSH | (read_only_bit),    \
        .config_size = CONFIG_SIZE, .config = blk_config, .request = blk_request, .reset = blk_reset, .free = free, \
    }
static const struct virtio_type read_write = BLK_TYPE(0), read_only = BLK_TYPE(1u << F_RO);

bool virtio_blk_plug(struct virtio_mmio *v, struct block_backend backend, struct xs_counters *counters)
{
    struct blk *b = calloc(1, sizeof *b);
    if (!b)
        return false;
    b->dma = virtio_mmio_dma(v);
    b->backend = backend;
    b->counters = counters;
    virtio_mmio_plug(v, backend.read_only ? &read_only : &read_write, b);
    return true;
}
