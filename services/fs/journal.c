#include "fs/journal.h"

#include <string.h>

#include <debugfs/journal.h>

#include "block/block.h"
#include "fs/cache.h"
#include "fs/change.h"
#include "fs/clock.h"
#include "fs/freed.h"
#include "fs/log.h"
#include "fs/session.h"
#include "fs/super.h"

#define HELD_BITS (1u << 15)

static struct {
    bool open;    /* the image has a journal, and we write it */
    bool marked;  /* the image bears the mark, or may bear it */
    bool started; /* and the log has a beginning, `tail` */
    bool stuck;   /* a commit has begun and not ended */
    uint32_t tail;
    volatile uint64_t next; /* where the next transaction goes, and above that its number: one store changes both */
} journal;
static uint8_t held[HELD_BITS / 8]; /* one bit for many blocks: a block too many does no harm */
static _Alignas(8) uint8_t block_buffer[4096], list_buffer[4096];

static uint32_t held_bit(uint64_t block)
{
    return (uint32_t)(block * 0x9e3779b97f4a7c15u >> 49);
}

bool journal_may_hold(uint64_t block)
{
    const uint32_t bit = held_bit(block);
    return (held[bit / 8] >> bit % 8 & 1) != 0;
}

static void hold(uint64_t block)
{
    const uint32_t bit = held_bit(block);
    held[bit / 8] |= (uint8_t)(1u << bit % 8);
}

static void move_on(uint32_t head, uint32_t sequence)
{
    journal.next = (uint64_t)sequence << 32 | head;
}

static uint32_t next_head(void)
{
    return (uint32_t)journal.next;
}

static uint32_t next_sequence(void)
{
    return (uint32_t)(journal.next >> 32);
}

int journal_open(void)
{
    int error = log_open();

    if (error < 0)
        return error;
    journal.open = true;
    move_on(the_log.first, the_log.sequence);
    return 0;
}

bool journal_is_open(void)
{
    return journal.open;
}

bool journal_is_stuck(void)
{
    return journal.stuck;
}

void journal_close(void)
{
    journal.open = journal.marked = journal.started = journal.stuck = false;
    memset(held, 0, sizeof(held));
}

/* --- the ring ---------------------------------------------------------------------------------------------- */
static uint32_t next_of(uint32_t index)
{
    return index + 1 == the_log.last ? the_log.first : index + 1;
}

static int append(uint32_t *head, const void *block)
{
    int error = log_write(*head, block);

    *head = next_of(*head);
    return error;
}

/* Everything committed is in its place: the log begins behind it. */
static int checkpoint(void)
{
    int error = block_flush();

    if (error == 0)
        error = log_begin(next_head(), next_sequence());
    if (error == 0)
        error = block_flush();
    if (error < 0)
        return error;
    journal.tail = next_head();
    memset(held, 0, sizeof(held));
    return 0;
}

static uint32_t room(void)
{
    const uint32_t ring = the_log.last - the_log.first;
    return ring - 1 - (next_head() + ring - journal.tail) % ring;
}

/* The mark first: an image with a mark and an empty log is right. */
static int start(void)
{
    journal.marked = true;
    int error = super_mark_recovery(true);

    if (error == 0)
        error = block_flush();
    if (error == 0)
        error = log_begin(next_head(), next_sequence());
    if (error < 0)
        return error;
    journal.tail = next_head();
    journal.started = true;
    return 0;
}

/* --- a transaction ----------------------------------------------------------------------------------------- */
static void begin_block(uint8_t *block, uint32_t type)
{
    memset(block, 0, session.block_size);
    *(journal_header_t *)block = (journal_header_t){htonl(JBD2_MAGIC_NUMBER), htonl(type), htonl(next_sequence())};
}

static uint32_t checksum_of(const uint8_t *block)
{
    return htonl(ext2fs_crc32c_le(the_log.seed, block, session.block_size));
}

/* Descriptor and revoke blocks end with their checksum. */
static uint32_t usable(void)
{
    return session.block_size - (the_log.checked ? (uint32_t)sizeof(struct jbd2_journal_block_tail) : 0);
}

static int append_list(uint32_t at, uint8_t *block)
{
    if (the_log.checked)
        *(uint32_t *)(block + usable()) = checksum_of(block);
    return log_write(at, block);
}

static uint32_t tag_size(void)
{
    return the_log.checked ? sizeof(journal_block_tag3_t) : the_log.wide ? 12 : 8;
}

static uint32_t tags_in_block(void)
{
    return (usable() - (uint32_t)sizeof(journal_header_t) - UUID_SIZE) / tag_size();
}

static uint32_t record_size(void)
{
    return the_log.wide ? 8 : 4;
}

static uint32_t records_in_block(void)
{
    return (usable() - (uint32_t)sizeof(jbd2_journal_revoke_header_t)) / record_size();
}

static void put_tag(uint8_t *tag, uint64_t block, uint32_t flags, const uint8_t *content)
{
    const uint32_t sequence = htonl(next_sequence());

    if (the_log.checked) {
        const uint32_t sum = ext2fs_crc32c_le(the_log.seed, (const uint8_t *)&sequence, sizeof(sequence));
        *(journal_block_tag3_t *)tag =
            (journal_block_tag3_t){htonl(block), htonl(flags), htonl(block >> 32),
                                   htonl(ext2fs_crc32c_le(sum, content, session.block_size))};
        return;
    }
    journal_block_tag_t plain = {.t_blocknr = htonl(block), .t_flags = __builtin_bswap16((uint16_t)flags)};
    plain.t_blocknr_high = htonl(block >> 32);
    memcpy(tag, &plain, tag_size());
}

/* The content as it goes into the log: a block that begins like one of the log's own is changed there. */
static const uint8_t *escaped(const uint8_t *content, uint32_t *flags)
{
    if (*(const uint32_t *)content != htonl(JBD2_MAGIC_NUMBER))
        return content;
    memcpy(block_buffer, content, session.block_size);
    memset(block_buffer, 0, sizeof(uint32_t));
    *flags |= JBD2_FLAG_ESCAPE;
    return block_buffer;
}

static int append_blocks(uint32_t *head)
{
    uint32_t left = change_settled(), tags = 0, descriptor = 0;
    uint8_t *tag = NULL;
    unsigned cursor = 0;
    uint64_t block;
    int error = 0;

    for (const uint8_t *content; error == 0 && (content = change_next(&cursor, &block)) != NULL;) {
        if (tags == 0) {
            begin_block(list_buffer, JBD2_DESCRIPTOR_BLOCK);
            descriptor = *head;
            *head = next_of(*head);
            tag = list_buffer + sizeof(journal_header_t);
            memcpy(tag + tag_size(), the_log.uuid, UUID_SIZE);
        }
        uint32_t flags = tags == 0 ? 0 : JBD2_FLAG_SAME_UUID;
        const bool last = --left == 0 || ++tags == tags_in_block();
        flags |= last ? JBD2_FLAG_LAST_TAG : 0;
        content = escaped(content, &flags);
        put_tag(tag, block, flags, content);
        tag += tag_size() + (flags & JBD2_FLAG_SAME_UUID ? 0 : UUID_SIZE);
        hold(block);
        error = append(head, content);
        if (last && error == 0)
            error = append_list(descriptor, list_buffer);
        tags = last ? 0 : tags;
    }
    return error;
}

static int append_revokes(uint32_t *head, const uint64_t *revokes, uint32_t count)
{
    int error = 0;

    while (count > 0 && error == 0) {
        const uint32_t some = count < records_in_block() ? count : records_in_block();
        jbd2_journal_revoke_header_t *header = (jbd2_journal_revoke_header_t *)list_buffer;
        begin_block(list_buffer, JBD2_REVOKE_BLOCK);
        for (uint32_t i = 0; i < some; i++) {
            if (the_log.wide)
                memcpy((uint8_t *)(header + 1) + i * 8, &(uint64_t){__builtin_bswap64(revokes[i])}, 8);
            else
                memcpy((uint8_t *)(header + 1) + i * 4, &(uint32_t){htonl(revokes[i])}, 4);
        }
        header->r_count = htonl(sizeof(*header) + some * record_size());
        error = append_list(*head, list_buffer);
        *head = next_of(*head);
        revokes += some, count -= some;
    }
    return error;
}

static int append_commit(uint32_t *head)
{
    struct commit_header *commit = (struct commit_header *)list_buffer;

    begin_block(list_buffer, JBD2_COMMIT_BLOCK);
    commit->h_commit_sec = __builtin_bswap64(clock_now());
    if (the_log.checked)
        commit->h_chksum[0] = checksum_of(list_buffer);
    return append(head, list_buffer);
}

static uint32_t blocks_needed(uint32_t revokes)
{
    const uint32_t blocks = change_settled(), per_block = tags_in_block(), records = records_in_block();
    return blocks + (blocks + per_block - 1) / per_block + (revokes + records - 1) / records + 1;
}

/* Writes the transaction; it has happened when this answers 0. */
static int write_transaction(void)
{
    uint32_t revoke_count, head;
    bool lost;
    const uint64_t *revokes = freed_revokes(&revoke_count, &lost);
    const uint32_t needed = blocks_needed(revoke_count);
    int error = journal.started ? 0 : start();

    if (error == 0 && needed > room())
        error = checkpoint();
    head = next_head();
    if (error == 0)
        error = append_blocks(&head);
    if (error == 0)
        error = append_revokes(&head, revokes, revoke_count);
    if (error == 0)
        error = block_flush();
    if (error == 0)
        error = append_commit(&head);
    if (error == 0)
        error = block_flush();
    if (error < 0)
        return error;
    move_on(head, next_sequence() + 1);
    return 0;
}

static int place_blocks(void)
{
    unsigned cursor = 0;
    uint64_t block;

    for (const uint8_t *content; (content = change_next(&cursor, &block)) != NULL;) {
        int error = cache_write(block << session.block_shift, content, session.block_size);
        if (error < 0)
            return error;
    }
    change_placed();
    return 0;
}

int journal_commit(void)
{
    uint32_t revokes;
    bool lost;

    freed_revokes(&revokes, &lost);
    if (change_settled() == 0) {
        freed_reset();
        journal.stuck = false;
        return 0;
    }
    journal.stuck = true;
    int error = journal.open ? write_transaction() : 0;
    if (error == 0)
        error = place_blocks();
    if (error == 0 && lost && journal.open)
        error = checkpoint();
    if (error < 0)
        return error;
    freed_reset();
    journal.stuck = false;
    return 0;
}

/* Should this end half-way, the next commit starts the log anew. */
int journal_clean(void)
{
    if (!journal.marked)
        return 0;
    journal.started = false;
    int error = block_flush();
    if (error == 0)
        error = log_begin(0, next_sequence());
    if (error == 0)
        error = block_flush();
    if (error == 0)
        error = super_mark_recovery(false);
    if (error == 0)
        error = block_flush();
    if (error < 0)
        return error;
    memset(held, 0, sizeof(held));
    journal.marked = false;
    return 0;
}
