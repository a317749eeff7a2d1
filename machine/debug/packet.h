/* Packets of gdb's remote protocol: "$data#checksum", '}' escapes. Pure: bytes in, packets out. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PACKET_MAX = 16384 };

/* Incoming side. */
struct packet_in {
    enum { PACKET_IDLE, PACKET_DATA, PACKET_ESCAPE, PACKET_SUM1, PACKET_SUM2 } at;
    uint8_t sum, said;
    bool too_long;
    size_t size;
    char data[PACKET_MAX + 1]; /* unescaped, zero-terminated when complete */
};

enum packet_event {
    PACKET_NOTHING, /* more to come */
    PACKET_READY,   /* data and size hold a packet */
    PACKET_BAD,     /* wrong checksum or too long: ask again */
    PACKET_ACK,
    PACKET_NACK,
    PACKET_INTERRUPT, /* ^C between packets */
};
enum packet_event packet_feed(struct packet_in *in, uint8_t byte);

/* Outgoing side: data is gathered, then framed once. What does not fit is dropped and `full` set. */
struct packet_out {
    size_t size;
    bool full;
    char data[PACKET_MAX];
};
void packet_begin(struct packet_out *out);
void packet_text(struct packet_out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void packet_hex(struct packet_out *out, const void *bytes, size_t size);
void packet_raw(struct packet_out *out, const void *bytes, size_t size); /* escaped as needed */
/* "$data#xx" into `to`, which has room for PACKET_MAX + 4. Returns the length. */
size_t packet_frame(const struct packet_out *out, char *to);

/* Parsing. Each moves *at past what it took; false: nothing acceptable there. */
bool packet_number(const char **at, uint64_t *value); /* hexadecimal, 1 to 16 digits */
bool packet_skip(const char **at, char c);
/* Exactly `size` bytes from hexadecimal pairs. */
bool packet_bytes(const char **at, void *to, size_t size);
