# make bench-engine: workloads on both engines and on qemu-system-riscv64. FORMAT=json: for a program to read.
BENCH_ROWS  := mixed records sha256 calls bytecode chase matmul
BENCH_FLAGS := -std=c17 -O2 -march=rv64gc -mabi=lp64d -mcmodel=medany -ffreestanding -fno-builtin -nostdlib -static -Wl,--no-warn-rwx-segments -Wl,--build-id=none
BENCH_ELFS  := $(BENCH_ROWS:%=$(GOUT)/bench/%.elf)

$(GOUT)/bench/%.elf: tests/bench/%.c tests/bench/start.S tests/bench/link.ld tests/bench/kernel.h
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(BENCH_FLAGS) -T tests/bench/link.ld tests/bench/start.S $< -o $@

.PHONY: bench-engine
bench-engine: $(HOUT)/bin/postern $(BENCH_ELFS)
	$(Q)$(PYTHON) tests/bench/run_bench.py --format $(or $(FORMAT),text) $(HOUT)/bin/postern $(BENCH_ELFS)
