# Guests of the board's and the debugger's tests: bare programs, one C file each.
BOARD_GUESTS := echo timer spin sleep restart sbi debug
BOARD_GUEST_DIR := $(GOUT)/tests/board
BOARD_GUEST_ELFS := $(addprefix $(BOARD_GUEST_DIR)/,$(addsuffix .elf,$(BOARD_GUESTS)))
$(BOARD_GUEST_DIR)/%.elf: tests/board/guest/%.c tests/board/guest/start.S tests/board/guest/kit.h mk/config.mk | $(GEN)/abi/.done
	@mkdir -p $(@D)
	$(call say,GUEST,$@)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) $(GUEST_INT) -ffreestanding -nostdlib -static -I$(GEN) -Itests/board/guest \
	    -Wl,-Ttext=$(if $(filter sbi,$*),0x80200000,0x80000000) -Wl,-N -Wl,--no-warn-rwx-segments -Wl,--build-id=none \
	    -o $@ tests/board/guest/start.S $<

CHECKS += board
board.run     := $(PYTHON) tests/board/run_board.py $(HOUT)/bin/postern $(BOARD_GUEST_DIR)
board.needs   := $(HOUT)/bin/postern $(BOARD_GUEST_ELFS)
board.asan    := yes
board.timeout := 120
