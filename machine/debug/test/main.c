/* test-debug: the gdb server's packets, its commands, hostile clients, and the disassembler. */
#include "tests.h"

int main(void)
{
    return run_packet() + run_disasm() + run_server() + run_fuzz();
}
