# What calls cost, measured in the guest. `prices` measures under ipc and direct, `figures` under far.
MEASURE_SRCS := measure.c counts.c results.c results_measure.c

GUEST_PROGS += prices figures figures-queue figures-wakes figures-revoke raw
prices.dir     := programs/figures
prices.srcs    := prices.c $(MEASURE_SRCS)
prices.uses    := null fs
prices.binding := ipc direct

figures-queue.dir     := programs/figures
figures-queue.srcs    := queue.c $(MEASURE_SRCS)
figures-queue.uses    := null fs
figures-queue.binding := queue

figures-wakes.dir  := programs/figures
figures-wakes.srcs := wakes.c results.c

figures-revoke.dir  := programs/figures
figures-revoke.srcs := revoke.c results.c

figures.dir    := programs/figures
figures.srcs   := figures.c batch.c raw.c raw_call.S $(MEASURE_SRCS)
figures.uses   := null fs

# A service of one gate, without stubs.
raw.dir  := programs/figures
raw.srcs := raw_service.c raw_gate.S

.PHONY: figures
figures:
	@programs/figures/run
