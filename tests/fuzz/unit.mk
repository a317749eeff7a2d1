# fuzz-run: engine against engine (tests/fuzz/README.md).
HOST_PROGS += fuzz-run
fuzz-run.dir  := tests/fuzz
fuzz-run.srcs := main.c twin.c time.c profile.c others.c words.c worlds.c world_xseg.c
fuzz-run.inc  := machine tests/fuzz
fuzz-run.libs := board devices translate timing-engine timing core segment
fuzz-run.link := -lelf -lfdt -lm

# The first kept seed found `translator-compares-signed`, the second one has rounds with far calls in translated code (fuzz-run counts them in runs
# as long as that); the last one is new in each run, and printed.
CHECKS += fuzz
fuzz.run     := $(HOUT)/bin/fuzz-run --seed 100 --instructions 100000 && \
                $(HOUT)/bin/fuzz-run --seed 42000000 --instructions 1000000 && $(HOUT)/bin/fuzz-run --instructions 900000
fuzz.needs   := $(HOUT)/bin/fuzz-run
fuzz.asan    := yes
fuzz.timeout := 240

# Under models of time. The kept round found `timing-switch-stays-in-the-line`.
CHECKS += fuzz-timing
fuzz-timing.run     := $(HOUT)/bin/fuzz-run --timing 1 --round 300032 && $(HOUT)/bin/fuzz-run --timing 1 --instructions 700000
fuzz-timing.needs   := $(HOUT)/bin/fuzz-run
fuzz-timing.asan    := yes
fuzz-timing.timeout := 240

FUZZ_SEED         ?= $(shell date +%s)
FUZZ_INSTRUCTIONS ?= 10000000
.PHONY: fuzz
fuzz: $(HOUT)/bin/fuzz-run $(HOUT)/bin/diff-run $(HOUT)/test/test-segment-model
	$(Q)$(PYTHON) tests/fuzz/fuzz.py --build $(HOUT) --seed $(FUZZ_SEED) --instructions $(FUZZ_INSTRUCTIONS)
