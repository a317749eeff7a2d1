#include "debug/packet.h"

#include <stdlib.h>
#include <string.h>

#include "tests.h"

static struct packet_in in;

/* The event that the last byte gave; all before it must give nothing. */
static enum packet_event feed(const char *bytes)
{
    enum packet_event event = PACKET_NOTHING;
    memset(&in, 0, sizeof in);
    for (; *bytes; bytes++) {
        assert_int_equal(event, PACKET_NOTHING);
        event = packet_feed(&in, (uint8_t)*bytes);
    }
    return event;
}

static void a_packet_with_the_right_sum(void **state)
{
    (void)state;
    assert_int_equal(feed("$m80000000,4#55"), PACKET_READY);
    assert_string_equal(in.data, "m80000000,4");
    assert_int_equal(feed("noise$#00"), PACKET_READY);
    assert_int_equal(in.size, 0);
}

static void wrong_sums_are_bad(void **state)
{
    (void)state;
    assert_int_equal(feed("$g#68"), PACKET_BAD);
    assert_int_equal(feed("$g#x"), PACKET_BAD);
    assert_int_equal(feed("$g#6x"), PACKET_BAD);
}

static void escapes_are_undone(void **state)
{
    (void)state;
    assert_int_equal(feed("$}\x03}]#00"), PACKET_BAD);
    assert_int_equal(feed("$}\x03}]#5a"), PACKET_READY);
    assert_string_equal(in.data, "#}");
}

static void what_lies_between_packets(void **state)
{
    (void)state;
    assert_int_equal(feed("+"), PACKET_ACK);
    assert_int_equal(feed("-"), PACKET_NACK);
    assert_int_equal(feed("\x03"), PACKET_INTERRUPT);
}

static void too_long_a_packet_is_bad_and_the_next_is_good(void **state)
{
    (void)state;
    memset(&in, 0, sizeof in);
    packet_feed(&in, '$');
    for (unsigned i = 0; i < PACKET_MAX * 3; i++)
        assert_int_equal(packet_feed(&in, 'a'), PACKET_NOTHING);
    packet_feed(&in, '#');
    packet_feed(&in, '0');
    assert_int_equal(packet_feed(&in, '0'), PACKET_BAD);
    const char *next = "$g#6";
    for (; *next; next++)
        packet_feed(&in, (uint8_t)*next);
    assert_int_equal(packet_feed(&in, '7'), PACKET_READY);
}

static void frames_are_what_feed_takes(void **state)
{
    static const uint8_t bytes[] = {0, '$', '#', '}', '*', 'x', 255};
    static struct packet_out out;
    char framed[PACKET_MAX + 4];
    (void)state;
    packet_begin(&out);
    packet_raw(&out, bytes, sizeof bytes);
    size_t size = packet_frame(&out, framed);
    memset(&in, 0, sizeof in);
    for (size_t i = 0; i + 1 < size; i++)
        assert_int_equal(packet_feed(&in, (uint8_t)framed[i]), PACKET_NOTHING);
    assert_int_equal(packet_feed(&in, (uint8_t)framed[size - 1]), PACKET_READY);
    assert_int_equal(in.size, sizeof bytes);
    assert_memory_equal(in.data, bytes, sizeof bytes);
}

static void output_that_does_not_fit_is_noticed(void **state)
{
    static struct packet_out out;
    static const uint8_t zeros[PACKET_MAX / 2 + 1];
    (void)state;
    packet_begin(&out);
    packet_hex(&out, zeros, PACKET_MAX / 2);
    assert_false(out.full);
    packet_text(&out, "x");
    assert_true(out.full);
}

static void numbers_stop_at_16_digits(void **state)
{
    const char *at = "ffffFFFFffffffff0";
    uint64_t value;
    (void)state;
    assert_true(packet_number(&at, &value));
    assert_true(value == UINT64_MAX && *at == '0');
    at = ",";
    assert_false(packet_number(&at, &value));
}

int run_packet(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packet_with_the_right_sum),
        cmocka_unit_test(wrong_sums_are_bad),
        cmocka_unit_test(escapes_are_undone),
        cmocka_unit_test(what_lies_between_packets),
        cmocka_unit_test(too_long_a_packet_is_bad_and_the_next_is_good),
        cmocka_unit_test(frames_are_what_feed_takes),
        cmocka_unit_test(output_that_does_not_fit_is_noticed),
        cmocka_unit_test(numbers_stop_at_16_digits),
    };
    return cmocka_run_group_tests_name("packets", tests, NULL, NULL);
}
