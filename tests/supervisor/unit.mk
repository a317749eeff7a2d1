# Services that die and are made again, in the machine.
GUEST_PROGS   += restarts
restarts.dir  := tests/supervisor/guest
restarts.srcs := restarts.c
restarts.uses := null fs timer supervisor

IMAGES += tests/supervisor/supervisor.yaml
CHECKS += supervisor-guest
supervisor-guest.run   := $(PYTHON) tests/supervisor/run.py $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images
supervisor-guest.needs := $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images/supervisor.img
