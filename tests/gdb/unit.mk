CHECKS += gdb
gdb.run     := $(PYTHON) tests/gdb/run_gdb.py $(HOUT)/bin/postern $(GOUT)/tests/board
gdb.needs   := $(HOUT)/bin/postern $(BOARD_GUEST_ELFS)
gdb.asan    := yes
gdb.timeout := 120
