# The kernel's own sources, but those that are assembler, on the host: kernel/riscv/hw.h gives way to unit/hw.h.
kernel-unit.dir  := kernel
kernel-unit.srcs := $(notdir $(wildcard kernel/*.c))
kernel-unit.inc  := kernel tests/kernel/unit
kernel-host.dir  := tests/kernel/unit
kernel-host.srcs := host.c app.c deliver.c
kernel-host.inc  := kernel tests/kernel/unit
HOST_LIBS += kernel-unit kernel-host

define kernel_unit_test
HOST_TESTS += test-kernel-$(1)
test-kernel-$(1).dir  := tests/kernel/unit
test-kernel-$(1).srcs := test_$(1).c
test-kernel-$(1).inc  := kernel tests/kernel/unit
test-kernel-$(1).libs := kernel-host kernel-unit kernel-host
endef
$(foreach t,parts calls ends limits unwind revoke handlers harts random,$(eval $(call kernel_unit_test,$(t))))

# Bare guest programs: each tests/kernel/guest/NAME.c is one ELF; systems of them are tests/kernel/guest/NAME.yaml.
KTEST_DIR   := $(GOUT)/tests/kernel
KTEST_FLAGS := $(GUEST_CFLAGS) $(GUEST_INT) -ffreestanding -fno-tree-loop-distribute-patterns -Ikernel -I$(GEN)
KTEST_BASE  := $(KTEST_DIR)/bare.o $(KTEST_DIR)/entry.o
$(KTEST_DIR)/%.o: tests/kernel/guest/%.c tests/kernel/guest/bare.h mk/config.mk | $(GEN)/abi/.done
	@mkdir -p $(@D)
	$(call say,GUESTCC,$<)
	$(Q)$(GUEST_CC) $(KTEST_FLAGS) -c $< -o $@
$(KTEST_DIR)/%.o: tests/kernel/guest/%.S mk/config.mk | $(GEN)/abi/.done
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(KTEST_FLAGS) -c $< -o $@
$(KTEST_DIR)/%.elf: $(KTEST_DIR)/%.o $(KTEST_BASE) tests/kernel/guest/bare.ld
	$(Q)$(GUEST_CC) -march=rv64imac -mabi=lp64 -nostdlib -static -Wl,-z,max-page-size=4096 -Wl,--build-id=none -T tests/kernel/guest/bare.ld -o $@ $(filter %.o,$^)
# fp.elf is built for the FP registers, its parts of bare programs too.
$(KTEST_DIR)/fp/%.o: tests/kernel/guest/%.c tests/kernel/guest/bare.h mk/config.mk | $(GEN)/abi/.done
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(subst $(GUEST_INT),$(GUEST_FP),$(KTEST_FLAGS)) -c $< -o $@
$(KTEST_DIR)/fp/%.o: tests/kernel/guest/%.S mk/config.mk | $(GEN)/abi/.done
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(subst $(GUEST_INT),$(GUEST_FP),$(KTEST_FLAGS)) -c $< -o $@
$(KTEST_DIR)/fp.elf: $(addprefix $(KTEST_DIR)/fp/,fp.o fp_regs.o bare.o entry.o) tests/kernel/guest/bare.ld
	$(Q)$(GUEST_CC) $(GUEST_FP) -nostdlib -static -Wl,-z,max-page-size=4096 -Wl,--build-id=none -T tests/kernel/guest/bare.ld -o $@ $(filter %.o,$^)
KTEST_IMAGES :=
define ktest_image
KTEST_IMAGES += $(KTEST_DIR)/$(1).img
$(KTEST_DIR)/$(1).img: tests/kernel/guest/$(1).yaml $(addprefix $(KTEST_DIR)/,$(addsuffix .elf,$(2))) $(wildcard tools/mkimage/*.py)
	$(call say,IMAGE,$$@)
	$(Q)$(PYTHON) tools/mkimage/mkimage.py $$< -o $$@
endef
$(KTEST_DIR)/ipc.elf: $(KTEST_DIR)/ipc_regs.o
$(KTEST_DIR)/irq.elf: $(KTEST_DIR)/irq_regs.o
$(eval $(call ktest_image,hello,hello))
$(eval $(call ktest_image,ipc,ipc))
$(eval $(call ktest_image,far,far))
$(eval $(call ktest_image,calls,calls))
$(eval $(call ktest_image,chaos,chaos))
$(eval $(call ktest_image,storm,storm))
$(eval $(call ktest_image,turns,turns))
$(eval $(call ktest_image,harts,harts))
$(eval $(call ktest_image,flags,flags))
$(eval $(call ktest_image,restart,restart))
$(eval $(call ktest_image,endpoint,endpoint))
$(eval $(call ktest_image,later,later))
$(eval $(call ktest_image,fp,fp))
$(eval $(call ktest_image,irq,irq))
$(eval $(call ktest_image,deadlines,deadlines))
$(eval $(call ktest_image,revoke,revoke))
$(eval $(call ktest_image,cleanup,cleanup))
$(eval $(call ktest_image,beside,beside))

define ktest_check
CHECKS += kernel-$(1)
kernel-$(1).run   := $(PYTHON) tests/kernel/run.py $(HOUT)/bin/postern $(KERNEL_ELF) $(KTEST_DIR)/$(1).img $(2)
kernel-$(1).asan  := yes
kernel-$(1).needs := $(HOUT)/bin/postern $(KERNEL_ELF) $(KTEST_DIR)/$(1).img
endef
$(eval $(call ktest_check,hello,--expect "hello from user mode"))
$(eval $(call ktest_check,ipc,))
$(eval $(call ktest_check,far,--expect 'tried to write 0x3000000000000000 through sg3'))
$(eval $(call ktest_check,calls,))
$(eval $(call ktest_check,chaos,--quiet))
$(eval $(call ktest_check,storm,--quiet))
$(eval $(call ktest_check,turns,))
# On several harts.
define ktest_check_harts
CHECKS += kernel-$(1)-$(2)
kernel-$(1)-$(2).run   := $(PYTHON) tests/kernel/run.py $(HOUT)/bin/postern $(KERNEL_ELF) $(KTEST_DIR)/$(1).img --harts $(2) --quiet $(3)
kernel-$(1)-$(2).needs := $(HOUT)/bin/postern $(KERNEL_ELF) $(KTEST_DIR)/$(1).img
endef
$(foreach t,harts chaos storm,$(foreach n,2 4,$(eval $(call ktest_check_harts,$(t),$(n)))))
$(foreach t,ipc calls far fp,$(eval $(call ktest_check_harts,$(t),2)))
$(foreach t,deadlines cleanup restart endpoint revoke beside,$(foreach n,2 4,$(eval $(call ktest_check_harts,$(t),$(n)))))
$(eval $(call ktest_check_harts,flags,2,--expect "woken by a store alone"))
$(eval $(call ktest_check,harts,--quiet))
$(eval $(call ktest_check,flags,--expect "woken by the end of a slice"))
$(eval $(call ktest_check,restart,))
$(eval $(call ktest_check,endpoint,))
$(eval $(call ktest_check,later,))
$(eval $(call ktest_check,fp,))
$(eval $(call ktest_check,irq,--expect "interrupt 11 is masked" --instructions 200000000))
# Longer by hand: the last number is how many calls.
CHECKS += kernel-stress
kernel-stress.run   := $(PYTHON) tests/kernel/stress.py $(HOUT)/bin/postern $(KERNEL_ELF) tests/kernel/guest/chaos.yaml 4 20000
kernel-stress.needs := $(HOUT)/bin/postern $(KERNEL_ELF) $(KTEST_DIR)/chaos.img
$(eval $(call ktest_check,deadlines,--quiet))
$(eval $(call ktest_check,revoke,--quiet))
$(eval $(call ktest_check,cleanup,--quiet))
CHECKS += kernel-fault
kernel-fault.run   := $(PYTHON) tests/kernel/kernel_fault.py $(HOUT)/bin/postern $(KERNEL_ELF) $(KTEST_DIR)/ipc.img
kernel-fault.needs := $(HOUT)/bin/postern $(KERNEL_ELF) $(KTEST_DIR)/ipc.img
CHECKS += kernel-bad-images
kernel-bad-images.run   := $(PYTHON) tests/kernel/bad_images.py $(HOUT)/bin/postern $(KERNEL_ELF) $(KTEST_DIR)/calls.img
kernel-bad-images.needs := $(HOUT)/bin/postern $(KERNEL_ELF) $(KTEST_DIR)/calls.img
