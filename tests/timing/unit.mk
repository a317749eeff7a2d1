# The model of time on whole systems.
TIMING_IMAGES := $(GOUT)/tests/kernel/ipc.img $(RUN_IMAGE)
CHECKS += timing-systems
# Deferred: tests/bench names its kernels later.
TIMING_KERNELS = $(filter-out %/empty.elf,$(BENCH_ELFS)) $(GOUT)/bench/latency.elf
timing-systems.run     = $(PYTHON) tests/timing/run_timing.py $(HOUT)/bin/postern $(GOUT)/tests/xseg-guest.elf $(RUN_KERNEL) $(TIMING_IMAGES) \
                         $(TIMING_KERNELS)
timing-systems.needs   = $(HOUT)/bin/postern $(GOUT)/tests/xseg-guest.elf $(RUN_KERNEL) $(TIMING_IMAGES) $(TIMING_KERNELS)

# Memory latency by working set, and what published figures say.
$(GOUT)/bench/latency.elf: tests/timing/guest/latency.c tests/bench/start.S tests/bench/link.ld tests/bench/kernel.h
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(BENCH_FLAGS) -T tests/bench/link.ld tests/bench/start.S $< -o $@
CHECKS += timing-latency
timing-latency.run   := $(PYTHON) tests/timing/run_latency.py $(HOUT)/bin/postern $(GOUT)/bench/latency.elf
timing-latency.needs := $(HOUT)/bin/postern $(GOUT)/bench/latency.elf
