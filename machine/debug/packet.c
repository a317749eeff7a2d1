#include "debug/packet.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum packet_event between(struct packet_in *in, uint8_t byte)
{
    switch (byte) {
    case '$':
        in->at = PACKET_DATA;
        in->sum = 0;
        in->size = 0;
        in->too_long = false;
        return PACKET_NOTHING;
    case '+': return PACKET_ACK;
    case '-': return PACKET_NACK;
    case 3: return PACKET_INTERRUPT;
    default: return PACKET_NOTHING;
    }
}

static void keep(struct packet_in *in, uint8_t byte)
{
    if (in->size < PACKET_MAX)
        in->data[in->size++] = (char)byte;
    else
        in->too_long = true;
}

static enum packet_event data(struct packet_in *in, uint8_t byte)
{
    if (byte == '#') {
        in->at = PACKET_SUM1;
        return PACKET_NOTHING;
    }
    in->sum += byte;
    if (in->at == PACKET_DATA && byte == '}') {
        in->at = PACKET_ESCAPE;
        return PACKET_NOTHING;
    }
    keep(in, in->at == PACKET_ESCAPE ? byte ^ 0x20 : byte);
    in->at = PACKET_DATA;
    return PACKET_NOTHING;
}

enum packet_event packet_feed(struct packet_in *in, uint8_t byte)
{
    int d = digit((char)byte);
    switch (in->at) {
    case PACKET_IDLE: return between(in, byte);
    case PACKET_DATA:
    case PACKET_ESCAPE: return data(in, byte);
    case PACKET_SUM1:
        in->said = (uint8_t)((unsigned)d << 4);
        in->at = d < 0 ? PACKET_IDLE : PACKET_SUM2;
        return d < 0 ? PACKET_BAD : PACKET_NOTHING;
    case PACKET_SUM2: break;
    }
    in->at = PACKET_IDLE;
    in->data[in->size] = 0;
    return d < 0 || in->too_long || in->sum != (in->said | d) ? PACKET_BAD : PACKET_READY;
}

void packet_begin(struct packet_out *out)
{
    out->size = 0;
    out->full = false;
}

static void add(struct packet_out *out, const char *text, size_t size)
{
    if (size > sizeof out->data - out->size) {
        out->full = true;
        return;
    }
    memcpy(out->data + out->size, text, size);
    out->size += size;
}

void packet_text(struct packet_out *out, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    add(out, text, n < (int)sizeof text ? (size_t)n : sizeof text - 1);
}

void packet_hex(struct packet_out *out, const void *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *p = bytes;
    for (size_t i = 0; i < size; i++) {
        char pair[2] = {digits[p[i] >> 4], digits[p[i] & 15]};
        add(out, pair, 2);
    }
}

void packet_raw(struct packet_out *out, const void *bytes, size_t size)
{
    const char *p = bytes;
    for (size_t i = 0; i < size; i++) {
        char pair[2] = {'}', (char)(p[i] ^ 0x20)};
        bool special = p[i] == '$' || p[i] == '#' || p[i] == '}' || p[i] == '*';
        add(out, special ? pair : &p[i], special ? 2 : 1);
    }
}

size_t packet_frame(const struct packet_out *out, char *to)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < out->size; i++)
        sum += (uint8_t)out->data[i];
    to[0] = '$';
    memcpy(to + 1, out->data, out->size);
    char tail[4];
    snprintf(tail, sizeof tail, "#%02x", sum);
    memcpy(to + 1 + out->size, tail, 3);
    return out->size + 4;
}

bool packet_number(const char **at, uint64_t *value)
{
    unsigned n = 0;
    *value = 0;
    for (int d; n < 16 && (d = digit(**at)) >= 0; n++, ++*at)
        *value = *value << 4 | (uint64_t)d;
    return n > 0;
}

bool packet_skip(const char **at, char c)
{
    if (**at != c)
        return false;
    ++*at;
    return true;
}

bool packet_bytes(const char **at, void *to, size_t size)
{
    uint8_t *out = to;
    for (size_t i = 0; i < size; i++) {
        int high = digit((*at)[0]), low = high < 0 ? -1 : digit((*at)[1]);
        if (low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
        *at += 2;
    }
    return true;
}
