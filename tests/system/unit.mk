# The whole system, used as a person would.
CHECKS += system
system.run     := $(PYTHON) tests/system/run_system.py $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE) $(GOUT)/far/probe.elf
system.needs   := $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE) $(GOUT)/far/probe.elf disk-files
system.asan    := yes

# On several harts. Case names: those that do not count on a program behind being quiet.
CHECKS += system-harts
system-harts.run   := $(PYTHON) tests/system/run_system.py --harts=4 $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE) $(GOUT)/far/probe.elf prompt_and_help files_are_copied_moved_and_removed lua_runs_scripts_from_the_disk control_c_ends_an_endless_loop programs_behind_are_listed_and_killed memory_comes_back_when_programs_end claim_O4_a_service_outlives_the_end_of_its_caller a_recorded_session_replays_exactly a_long_script_through_a_pipe_loses_nothing the_disk_survives_a_machine_that_is_switched_off
system-harts.needs := $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE) $(GOUT)/far/probe.elf disk-files

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
