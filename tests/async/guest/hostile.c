/* A client of the disk whose request_done is broken, by argument: 1 never ends, 2 faults. It tells on the board how often it
 * was called, and what became of its next request. */
#include "block/block.h"
#include "board.h"
#include "postern/done.h"
#include "postern/service.h"
#include "postern/syscall.h"

POSTERN_IMPORT(block_entry, "block");
POSTERN_IMPORT(board_entry, "board");

static uint64_t how;
static volatile uint64_t calls, turns;

static void request_done(uint64_t id, long result)
{
    calls++;
    if (how == BOARD_FAULTS)
        *(volatile uint64_t *)id = (uint64_t)result;
    for (;;)
        turns++;
}
POSTERN_CALLBACK(request_done, 512);

int main(void)
{
    how = postern_boot_argument;
    volatile struct board *board = postern_load(8, board_entry.selector);
    long segment = postern_seg_create(BLOCK_SECTOR * 8, 0);
    long alias = postern_seg_alias((uint64_t)segment, BLOCK_SECTOR * 8, 3, 1);

    postern_sleep(20000); /* the driver's thread is there */
    int handle = block_register_room(postern_load(9, (uint64_t)alias), BLOCK_SECTOR * 8);
    postern_offer(block_entry.selector, postern_gate_of(request_done), 0);
    board->subscribed[how] = block_subscribe();
    while (block_start_read(0, handle, 0, BLOCK_SECTOR, 0) < 0)
        postern_sleep(1000); /* the other client has the device's places */
    postern_sleep(50000);
    board->calls[how] = calls;
    board->turns[how] = turns;
    board->next[how] = block_start_read(0, handle, 0, BLOCK_SECTOR, 0);
    postern_offer(block_entry.selector, postern_gate_of(request_done), 0);
    board->again[how] = block_subscribe();
    __atomic_store_n(&board->told[how], 1, __ATOMIC_RELEASE);
    for (;;)
        postern_sleep(10000000);
}
