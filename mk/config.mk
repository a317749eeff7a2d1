# Toolchains, flags and variants: the only place where a compiler is named.
BUILD   := build
GEN     := $(BUILD)/gen
VARIANT ?= opt
PYTHON  := /usr/bin/python3

# Host toolchain. VARIANT=opt (default) or VARIANT=asan.
HOST_CC     := gcc
HOST_AR     := ar
HOST_WARN   := -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes
HOST_CFLAGS := -std=c17 -D_GNU_SOURCE -g $(HOST_WARN) -ffp-contract=off '-ffile-prefix-map=$(CURDIR)=.'
HOST_opt    := -O2
HOST_asan   := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
HOST_cov    := -O0 --coverage
HOUT        := $(BUILD)/$(VARIANT)

# Guest toolchain: unmodified GCC and picolibc (docs/manual, toolchain page).
GUEST_PREFIX := riscv64-unknown-elf-
GUEST_CC     := $(GUEST_PREFIX)gcc
GUEST_AR     := $(GUEST_PREFIX)ar
GUEST_WARN   := -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes
GUEST_CFLAGS := -std=c17 -g -O2 $(GUEST_WARN) -mcmodel=medany -ffp-contract=off \
                -ffunction-sections -fdata-sections '-ffile-prefix-map=$(CURDIR)=.'
GUEST_INT    := -march=rv64imac_zicsr_zifencei -mabi=lp64
GUEST_FP     := -march=rv64gc -mabi=lp64d
GOUT         := $(BUILD)/guest

# What `make run` boots (mk/run.mk); the kernel names its ELF in kernel/unit.mk.
RUN_KERNEL ?= $(KERNEL_ELF)
RUN_IMAGE  ?= $(GOUT)/images/postern.img
RUN_TOUR   ?= $(GOUT)/images/tour.img

Q := $(if $(V),,@)
say = @printf '  %-8s %s\n' '$(1)' '$(2)'
