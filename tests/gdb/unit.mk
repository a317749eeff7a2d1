GDB_TEST_SYSTEM := $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images/hello.img $(GOUT)/far/greet.elf
CHECKS += gdb
gdb.run     := $(PYTHON) tests/gdb/run_gdb.py $(HOUT)/bin/postern $(GOUT)/tests/board $(GDB_TEST_SYSTEM)
gdb.needs   := $(HOUT)/bin/postern $(BOARD_GUEST_ELFS) $(GDB_TEST_SYSTEM)
gdb.asan    := yes
gdb.timeout := 120
