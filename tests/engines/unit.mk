# Both engines, whole systems (the lockstep test of single harts: machine/translate/test).
ENGINE_IMAGES := $(GOUT)/tests/kernel/ipc.img $(GOUT)/tests/kernel/storm.img $(GOUT)/images/sdk-far.img $(RUN_IMAGE)
CHECKS += engines
engines.run     := $(PYTHON) tests/engines/run_engines.py $(HOUT)/bin/postern $(GOUT)/tests/xseg-guest.elf $(GOUT)/bench/far-100.elf $(RUN_KERNEL) $(ENGINE_IMAGES)
engines.needs   := $(HOUT)/bin/postern $(GOUT)/tests/xseg-guest.elf $(GOUT)/bench/far-100.elf $(RUN_KERNEL) $(ENGINE_IMAGES)
engines.asan    := yes
