# Guests of the board's and the debugger's tests: bare programs, one source file each.
BOARD_GUESTS := echo.c crowd.S timer.c spin.c sleep.c restart.c sbi.c debug.c xseg.S htif.S teach.c sbi_far.c sbi_many.c
BOARD_GUEST_DIR := $(GOUT)/tests/board
BOARD_GUEST_ELFS := $(addprefix $(BOARD_GUEST_DIR)/,$(addsuffix .elf,$(basename $(BOARD_GUESTS))))
BOARD_GUEST_START := tests/board/guest/start.S
define board_guest
$(BOARD_GUEST_DIR)/$(basename $(1)).elf: tests/board/guest/$(1) $(BOARD_GUEST_START) tests/board/guest/kit.h mk/config.mk | $(GEN)/abi/.done
	@mkdir -p $$(@D)
	$$(call say,GUEST,$$@)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) $(GUEST_INT) -ffreestanding -nostdlib -static -I$(GEN) -Itests/board/guest \
	    -Wl,-Ttext=$(if $(filter sbi.c sbi_many.c,$(1)),0x80200000,$(if $(filter sbi_far.c,$(1)),0x12f000000,0x80000000)) -Wl,-N -Wl,--no-warn-rwx-segments -Wl,--build-id=none \
	    -o $$@ $(BOARD_GUEST_START) $$<
endef
$(foreach g,$(BOARD_GUESTS),$(eval $(call board_guest,$(g))))

CHECKS += board
board.run     := $(PYTHON) tests/board/run_board.py $(HOUT)/bin/postern $(BOARD_GUEST_DIR)
board.needs   := $(HOUT)/bin/postern $(BOARD_GUEST_ELFS)
board.asan    := yes
board.timeout := 120

CHECKS += command-line
command-line.run     := $(PYTHON) tests/board/run_cli.py $(HOUT)/bin/postern $(BOARD_GUEST_DIR)
command-line.needs   := $(HOUT)/bin/postern $(BOARD_GUEST_ELFS)
command-line.asan    := yes
command-line.timeout := 120
