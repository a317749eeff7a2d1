# Everything at once (README.md). By hand: tests/stress/run_stress.py POSTERN KERNEL --harts 4 --calls 10000000
GUEST_PROGS += stress
stress.dir  := tests/stress/guest
stress.srcs := stress.c ../../fs/guest/report.c
stress.uses := fs null timer
stress.inc  := tests/fs/guest

IMAGES += tests/stress/images/stress.yaml

CHECKS += everything-at-once
everything-at-once.run   := $(PYTHON) tests/stress/run_stress.py $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf --harts 4
everything-at-once.needs := $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images/stress.img
