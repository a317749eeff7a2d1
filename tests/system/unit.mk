# The whole system, used as a person would.
CHECKS += system
system.run     := $(PYTHON) tests/system/run_system.py $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE) $(GOUT)/far/probe.elf
system.needs   := $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE) $(GOUT)/far/probe.elf disk-files
system.asan    := yes

CHECKS += figures-and-tour
figures-and-tour.run   := $(PYTHON) tests/system/run_figures.py $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_TOUR)
figures-and-tour.needs := $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_TOUR) $(GOUT)/images/figures.img disk-files

CHECKS += malformed-programs
malformed-programs.run   := $(PYTHON) tests/system/run_malformed.py $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE) $(GOUT)/far/segs.elf
malformed-programs.needs := $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE) $(GOUT)/far/segs.elf disk-files
malformed-programs.asan  := yes

GUEST_PROGS += probe
probe.dir  := tests/system/guest
probe.srcs := probe.c
probe.uses := console fs loader
probe.libs := proglib
probe.inc  := programs
