# The timing model: a pure library, and its profiles compiled in.
TIMING_PROFILES := $(wildcard machine/timing/profiles/*.yaml)
$(GEN)/timing/profiles_generated.h: machine/timing/profiles/embed.py $(TIMING_PROFILES)
	@mkdir -p $(@D)
	$(call say,GEN,$@)
	$(Q)$(PYTHON) $< $@ $(TIMING_PROFILES)

HOST_LIBS += timing
timing.dir  := machine/timing
timing.srcs := profile.c builtin.c cache.c quick.c memory.c tlb.c predict.c pipe.c pairs.c model.c
timing.inc  := machine
$(HOUT)/machine/timing/builtin.o: $(GEN)/timing/profiles_generated.h

HOST_TESTS += test-timing
test-timing.dir  := machine/timing/test
test-timing.srcs := main.c profile.c cache.c memory.c tlb.c predict.c pipe.c pairs.c model.c
test-timing.inc  := machine machine/timing/test
test-timing.libs := timing

# The engine that runs the interpreter's bodies and tells the model.
HOST_LIBS += timing-engine
timing-engine.dir  := machine/timing/engine
timing-engine.srcs := engine.c ops.c charge.c walk.c
timing-engine.inc  := machine

HOST_TESTS += test-timing-engine
test-timing-engine.dir  := machine/timing/test
test-timing-engine.srcs := engine_main.c engine.c lockstep.c
test-timing-engine.inc  := machine machine/core/test machine/timing/test
test-timing-engine.libs := bench timing-engine timing core segment
test-timing-engine.link := -lm
