# make bench-engine: workloads on both engines and on qemu-system-riscv64. FORMAT=json: for a program to read. ROWS=...: only these.
BENCH_COMPUTE := mixed records sha256 calls bytecode chase matmul
BENCH_SYSTEM  := copy pages ecall switch rewrite empty
BENCH_CALLS   := near-100 far-100 near-1000 far-1000
BENCH_FLAGS   := -std=c17 -O2 -march=rv64gc -mabi=lp64d -mcmodel=medany -ffreestanding -fno-builtin -nostdlib -static \
                 -Wl,--no-warn-rwx-segments -Wl,--build-id=none
BENCH_ELFS    := $(patsubst %,$(GOUT)/bench/%.elf,$(BENCH_COMPUTE) $(BENCH_SYSTEM) $(BENCH_COMPUTE:%=%-xseg) $(BENCH_CALLS))

# NAME.elf: S-mode under Sv39; NAME-xseg.elf: U-mode under Xseg.
$(GOUT)/bench/%-xseg.elf: tests/bench/%.c tests/bench/segments.S tests/bench/segments.ld tests/bench/kernel.h | $(GEN)/abi/.done
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(BENCH_FLAGS) -I$(GEN) -T tests/bench/segments.ld tests/bench/segments.S $< -o $@
$(GOUT)/bench/%.elf: tests/bench/%.c tests/bench/start.S tests/bench/link.ld tests/bench/kernel.h
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(BENCH_FLAGS) -T tests/bench/link.ld tests/bench/start.S $< -o $@

bench_near := near_work
bench_far  := far_work
bench_100  := -DSTEPS=8 -DCALLS=15000000
bench_1000 := -DSTEPS=83 -DCALLS=1500000
define bench_calls
$(GOUT)/bench/$(1)-$(2).elf: tests/bench/work.c tests/bench/work.h tests/bench/segments.S tests/bench/segments.ld tests/bench/unit.mk | $(GEN)/abi/.done
	@mkdir -p $$(@D)
	$(Q)$(GUEST_CC) $(BENCH_FLAGS) -DCALL=$(bench_$(1)) $(bench_$(2)) -I$(GEN) -T tests/bench/segments.ld tests/bench/segments.S $$< -o $$@
endef
$(foreach kind,near far,$(foreach size,100 1000,$(eval $(call bench_calls,$(kind),$(size)))))

.PHONY: bench-engine
bench-engine: $(HOUT)/bin/postern $(BENCH_ELFS) $(RUN_KERNEL) $(RUN_IMAGE)
	$(Q)$(PYTHON) tests/bench/run_bench.py --format $(or $(FORMAT),text) --rows '$(ROWS)' --kernel $(RUN_KERNEL) --image $(RUN_IMAGE) \
	    $(HOUT)/bin/postern $(GOUT)/bench
