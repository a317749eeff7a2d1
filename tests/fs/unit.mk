# The fs service on the host: the same sources, against a file instead of the block service.
FSHOST_INC   := tests/fs/host services sdk/include
FSHOST_FLAGS := $(EXT2FS_SYSTEM)

HOST_LIBS += fshost fsimage
fshost.dir   := services/fs
fshost.srcs  := $(FS_SRCS)
fshost.inc   := $(FSHOST_INC)
fshost.flags := $(FSHOST_FLAGS)
$(addprefix $(HOUT)/services/fs/,$(FS_SRCS:.c=.o)) $(HOUT)/tests/fs/host/host.o: | $(EXT2FS_READY)

fsimage.dir   := tests/fs/host
fsimage.srcs  := host.c image.c journal.c
fsimage.inc   := $(FSHOST_INC)
fsimage.flags := $(FSHOST_FLAGS)

HOST_TESTS += test-fs test-fs-random test-fs-malformed test-fs-death test-fs-recovery test-fs-power
define fs_test
$(1).dir   := tests/fs
$(1).srcs  := $(2)
$(1).inc   := $(FSHOST_INC) tests/fs
$(1).flags := $(FSHOST_FLAGS)
$(1).libs  := fsimage fshost fsimage ext2fs
$(1).link  := -Wl,--gc-sections
endef
$(eval $(call fs_test,test-fs,test_fs.c test_files.c test_names.c test_images.c))
$(eval $(call fs_test,test-fs-random,test_random.c model.c))
$(eval $(call fs_test,test-fs-malformed,test_malformed.c))
$(eval $(call fs_test,test-fs-death,test_death.c))
$(eval $(call fs_test,test-fs-recovery,test_recovery.c))
$(eval $(call fs_test,test-fs-power,test_power.c power.c))

# The services in the machine, from clients of their own.
GUEST_PROGS += fs-files fs-deaths fs-blocks fs-rogue fs-boss fs-mapped fs-late fs-power
define fs_guest
$(1).dir  := tests/fs/guest
$(1).srcs := $(2) report.c
$(1).uses := $(3)
endef
$(eval $(call fs_guest,fs-files,files.c,fs))
$(eval $(call fs_guest,fs-deaths,deaths.c,fs))
$(eval $(call fs_guest,fs-power,power.c,fs))
$(eval $(call fs_guest,fs-blocks,blocks.c buffers.c,block))
$(eval $(call fs_guest,fs-rogue,rogue.c ring.c,))
$(eval $(call fs_guest,fs-boss,boss.c ring.c,))
$(eval $(call fs_guest,fs-mapped,mapped.c,fs thief block))
$(eval $(call fs_guest,fs-late,late.c,block))
fs-mapped.inc := .
GUEST_SERVICES += thief
thief.interface := tests/fs/guest/thief.h
thief.dir       := tests/fs/guest
thief.srcs      := thief.c
thief.inc       := .
thief.uses      := block
thief.binding   := far
fs-files.binding := far ipc direct

FS_IMAGES := fs-far fs-ipc fs-direct fs-deaths block-writable block-readonly block-absent block-rogue block-boss block-late fs-mapped
FS_POWER  := fs-power-writes fs-power-looks
IMAGES    += $(FS_IMAGES:%=tests/fs/images/%.yaml) $(FS_POWER:%=tests/fs/images/%.yaml)

# Threads die in the file system while others are in it on other harts.
CHECKS += fs-deaths-harts
fs-deaths-harts.run   := $(PYTHON) tests/fs/run_guest.py $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images 4
fs-deaths-harts.needs := $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(FS_IMAGES:%=$(GOUT)/images/%.img)

CHECKS += fs-guest
fs-guest.run   := $(PYTHON) tests/fs/run_guest.py $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images
fs-guest.needs := $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(FS_IMAGES:%=$(GOUT)/images/%.img)

CHECKS += fs-power-guest
fs-power-guest.run   := $(PYTHON) tests/fs/run_power.py $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images
fs-power-guest.needs := $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(FS_POWER:%=$(GOUT)/images/%.img)
