# The timer service, and completion, in the machine.
GUEST_PROGS += timer-client
timer-client.dir  := tests/timer/guest
timer-client.srcs := client.c
timer-client.uses := timer

IMAGES += tests/timer/timer.yaml
CHECKS += timer-guest
timer-guest.run   := $(PYTHON) tests/sdk/run_guest.py $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images timer
timer-guest.needs := $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images/timer.img
timer-guest.asan  := yes
