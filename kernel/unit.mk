# The microkernel: one freestanding ELF, linked at its sg15 address.
KERNEL_SRCS := $(basename $(notdir $(wildcard kernel/*.c)))
KERNEL_ARCH := start.S trap.S copy.S switch.S fastpath.S hw.c memory.c
KERNEL_DIR  := $(GOUT)/kernel
KERNEL_ELF  := $(KERNEL_DIR)/postern-kernel.elf
KERNEL_OBJS := $(addprefix $(KERNEL_DIR)/,$(addsuffix .o,$(KERNEL_SRCS)) $(addprefix riscv/,$(addsuffix .o,$(basename $(KERNEL_ARCH)))))
KERNEL_FLAGS := $(GUEST_CFLAGS) $(GUEST_INT) -ffreestanding -fno-builtin-memcpy -fno-tree-loop-distribute-patterns \
                -mno-relax -msmall-data-limit=0 -Ikernel -Ikernel/riscv -I$(GEN)

$(KERNEL_DIR)/%.o: kernel/%.c kernel/unit.mk mk/config.mk | $(GEN)/abi/.done
	@mkdir -p $(@D)
	$(call say,GUESTCC,$<)
	$(Q)$(GUEST_CC) $(KERNEL_FLAGS) -MMD -MP -c $< -o $@
$(KERNEL_DIR)/%.o: kernel/%.S kernel/unit.mk mk/config.mk | $(GEN)/abi/.done
	@mkdir -p $(@D)
	$(call say,GUESTAS,$<)
	$(Q)$(GUEST_CC) $(KERNEL_FLAGS) -MMD -MP -c $< -o $@
$(KERNEL_ELF): $(KERNEL_OBJS) kernel/kernel.ld
	$(call say,LINK,$@)
	$(Q)$(GUEST_CC) -march=rv64imac -mabi=lp64 -nostdlib -static -Wl,--no-warn-rwx-segments -T kernel/kernel.ld -o $@ $(KERNEL_OBJS) -lgcc
-include $(KERNEL_OBJS:.o=.d)
.PHONY: kernel
kernel: $(KERNEL_ELF)
