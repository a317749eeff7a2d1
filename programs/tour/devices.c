#include <stdio.h>
#include <string.h>

#include <postern/buffer.h>
#include <postern/error.h>
#include <postern/service.h>

#include "fs/fs.h"
#include "tour.h"
#include "tour/disk.h"

enum { SECTOR = 512, BLOCK = 4096 };

static struct postern_buffer lent;

static char *memory(void)
{
    return postern_load(9, (uint64_t)lent.alias);
}

/* Aims the tour's own disk at `to`. */
static int aim(const char *what, uint64_t to, int ought_to_fail)
{
    const char *why;
    const int refused = disk_read(to, &why);

    printf("    * %-34s -> %s%s\n", what, refused ? "refused: " : "done", refused ? (why ? why : "?") : "");
    return (refused != 0) != ought_to_fail;
}

static int hostile_driver(void)
{
    int failed = 0;

    printf("    The tour has a disk of its own, and drives it badly. A disk's addresses name a segment register\n"
           "    of the disk; the driver fills it from what the driver holds, by one instruction and without\n"
           "    the kernel. The disk is told to read its first sector to:\n\n");
    if (disk_start() != 0 || postern_buffer_new(&lent, BLOCK, SYS_PERM_R | SYS_PERM_W) < 0) {
        printf("    there is no disk for that\n");
        return 1;
    }
    const uint64_t own = disk_give(memory());
    failed |= aim("its page, which it gave to the disk", own, 0);
    failed |= aim("the kernel's memory, 0x80200000", 0x80200000, 1);
    failed |= aim("its page and one byte too far", own + BLOCK - SECTOR + 1, 1);
    postern_buffer_withdraw(&lent);
    failed |= aim("memory that was withdrawn since", own, 1);
    printf("\n    %-38s %6lu   the rest went where it was allowed to\n\n", "accesses that the disk was refused",
           (unsigned long)disk_refusals());
    postern_buffer_free(&lent);
    return failed;
}

static int holds(int handle, const char *text)
{
    static char copy[BLOCK];

    return fs_read(handle, copy, BLOCK, 0) == BLOCK && strcmp(copy, text) == 0;
}

/* D15: what the file system does here, it does without any grant of this moment. */
static int write_out(int handle)
{
    int failed;

    memset(memory(), 0, BLOCK);
    strcpy(memory(), "what the buffer held at first");
    const int map = fs_map(handle, memory(), BLOCK, 0);
    if (map < 0) {
        printf("    the buffer cannot be mapped: %s\n", postern_error_text(map));
        return 1;
    }
    strcpy(memory(), "what the buffer held at the sync");
    failed = fs_sync() < 0 || !holds(handle, "what the buffer held at the sync");
    printf("    The tour lends fs a buffer that holds a file's first block, writes to the buffer, then calls\n"
           "    fs_sync with no argument at all. fs has the disk read the buffer; fs itself cannot.\n"
           "      the file now: %s\n",
           failed ? "NOT AS IT SHOULD BE" : "what the buffer held at the sync");
    strcpy(memory(), "what nobody shall see");
    postern_buffer_withdraw(&lent);
    const int kept = fs_write_out(map) == -PE_FAULT && holds(handle, "what the buffer held at the sync");
    printf("    The tour writes to it again, withdraws it, and asks fs to write it out: %s.\n"
           "      the file still: %s\n\n",
           kept ? postern_error_text(-PE_FAULT) : "?",
           kept ? "what the buffer held at the sync" : "NOT AS IT SHOULD BE");
    postern_buffer_free(&lent);
    return failed | !kept;
}

static int lender(void)
{
    const int handle = fs_open("/lent", FS_READ | FS_WRITE | FS_CREATE, 0644);

    if (handle < 0 || postern_buffer_new(&lent, BLOCK, SYS_PERM_R | SYS_PERM_W) < 0) {
        printf("    /lent: %s\n", handle < 0 ? postern_error_text(handle) : "no memory");
        return 1;
    }
    const int failed = write_out(handle);
    fs_close(handle);
    fs_unlink("/lent");
    return failed;
}

int tour_devices(void)
{
    printf("5. Devices hold segments\n\n");
    const int failed = hostile_driver();
    return failed | lender();
}
