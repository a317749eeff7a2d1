# The whole system, used as a person would.
CHECKS += system
system.run     := $(PYTHON) tests/system/run_system.py $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE)
system.needs   := $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE) disk-files

CHECKS += figures-and-tour
figures-and-tour.run   := $(PYTHON) tests/system/run_figures.py $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_TOUR)
figures-and-tour.needs := $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_TOUR) $(GOUT)/images/figures.img disk-files
