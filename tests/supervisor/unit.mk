# Services that die and are made again, in the machine.
GUEST_PROGS   += restarts
restarts.dir  := tests/supervisor/guest
restarts.srcs := restarts.c
restarts.uses := null fs timer supervisor

GUEST_PROGS     += servers
servers.dir     := tests/supervisor/guest
servers.srcs    := servers.c
servers.uses    := fs
servers.binding := ipc

SUPERVISOR_IMAGES := supervisor supervisor-ipc
IMAGES += $(SUPERVISOR_IMAGES:%=tests/supervisor/%.yaml)
CHECKS += supervisor-guest
supervisor-guest.run   := $(PYTHON) tests/supervisor/run.py $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images
supervisor-guest.needs := $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(SUPERVISOR_IMAGES:%=$(GOUT)/images/%.img)

# The booted system itself, with a program beside it that kills every service of it in turn.
GUEST_PROGS   += assassin
assassin.dir  := tests/supervisor/guest
assassin.srcs := assassin.c

CHECKS += system-deaths
system-deaths.run   := $(PYTHON) tests/supervisor/run_deaths.py $(HOUT)/bin/postern $(RUN_KERNEL)
system-deaths.needs := $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE) $(GOUT)/far/assassin.elf disk-files
