# Guest tests of the machine: one bare-metal program, no kernel; tests/guest/run.py drives it.
GUEST_TEST := $(GOUT)/tests/xseg-guest
GUEST_TEST_SRCS := start.S memory.c report.c world.c hart.c cases_data.c cases_call.c cases_fault.c cases_fault_call.c cases_rules.c cases_modes.c cases_claims.c cases_isolation.c cases_counts.c \
    cases_windows.c cases_attack.c cases_interrupt.c cases_dma.c cases_deadline.c
GUEST_TEST_OBJS := $(addprefix $(GUEST_TEST)/,$(addsuffix .o,$(basename $(GUEST_TEST_SRCS))))
GUEST_TEST_FLAGS := $(GUEST_CFLAGS) -march=rv64gc -mabi=lp64 -ffreestanding -fno-toplevel-reorder -fno-builtin -I$(GEN) -Wa,-I$(GEN)
define guest_test_object
$(GUEST_TEST)/$(basename $(1)).o: tests/guest/$(1) mk/config.mk tests/guest/unit.mk | $(GEN)/abi/.done
	@mkdir -p $$(@D)
	$$(call say,GUESTCC,$$<)
	$(Q)$(GUEST_CC) $(GUEST_TEST_FLAGS) -MMD -MP -c $$< -o $$@
-include $(GUEST_TEST)/$(basename $(1)).d
endef
$(foreach s,$(GUEST_TEST_SRCS),$(eval $(call guest_test_object,$(s))))
$(GUEST_TEST).elf: $(GUEST_TEST_OBJS) tests/guest/guest.ld
	$(call say,GUESTLD,$@)
	$(Q)$(GUEST_CC) $(GUEST_TEST_FLAGS) -nostdlib -static -T tests/guest/guest.ld -Wl,--no-relax -Wl,--build-id=none -Wl,--no-warn-rwx-segments $(GUEST_TEST_OBJS) -o $@

CHECKS += guest
guest.run   := $(PYTHON) tests/guest/run.py --postern $(HOUT)/bin/postern --program $(GUEST_TEST).elf
guest.needs := $(HOUT)/bin/postern $(GUEST_TEST).elf
guest.asan  := yes

CHECKS += guest-translator
guest-translator.run   := $(PYTHON) tests/guest/run.py --postern $(HOUT)/bin/postern --program $(GUEST_TEST).elf --engine translator
guest-translator.needs := $(HOUT)/bin/postern $(GUEST_TEST).elf
guest-translator.asan  := yes
