# What a person types, and how tests are found.
#
# A test program in C is a unit of HOST_TESTS (mk/host.mk): nothing more to say. Any other test is data too:
#
#   CHECKS += kernel-boot
#   kernel-boot.run     := $(PYTHON) tests/kernel/run_boot.py     command; runs in the root folder, without stdin
#   kernel-boot.needs   := $(HOUT)/bin/postern $(GOUT)/images/boot.img      files built before it
#   kernel-boot.asan    := yes        run also in the sanitised build (default: only VARIANT=opt)
#   kernel-boot.timeout := 120        seconds (default 300)
#
# It prints a line per case and, last, `N passed, N failed`; tools/check adds them up. Inside `run`,
# $(HOUT) is the variant's output folder.

.PHONY: help all run check check-build check-plan mutants coverage golden setup clean distclean
help:
	@sed -n 's/^#   //p' Makefile
all: host guest
setup:
	@tools/setup

check: setup
	@tools/check $(ARGS)

# Used by tools/check: everything that the tests of this VARIANT need, and the list of them.
check_active := $(foreach c,$(CHECKS),$(if $(or $(filter opt,$(VARIANT)),$($(c).asan)),$(c)))
check-build: $(HOST_TEST_FILES) $(foreach c,$(check_active),$($(c).needs))
# What one test needs (tools/mutants).
$(foreach t,$(HOST_TESTS),$(eval check-one-$(t): $(HOUT)/test/$(t)))
$(foreach c,$(CHECKS),$(eval check-one-$(c): $($(c).needs)))
.PHONY: $(addprefix check-one-,$(HOST_TESTS) $(CHECKS))
check-plan:
	$(foreach t,$(HOST_TESTS),$(call plan_line,$(t),$(HOUT)/test/$(t)))
	$(foreach c,$(check_active),$(call plan_line,$(c),$($(c).run)))
	@:
# Name, seconds, command; info and not printf, for a command may hold quotes.
plan_tab  := $(subst x,	,x)
plan_line  = $(info $(1)$(plan_tab)$(or $($(1).timeout),300)$(plan_tab)$(2))
# Each planted bug must be found (tests/mutants/README.md).
mutants: setup
	@tools/mutants $(ARGS)

# Lines of machine/segment and of the kernel that their unit tests execute.
coverage:
	@tools/coverage $(ARGS)

# Goldens: what the generator wrote last time somebody looked. The build never reads them.
golden: gen
	@tools/golden

clean:
	rm -rf $(BUILD)
# Also the fetched third-party source. The disk image is kept: see disk-reset.
distclean: clean
	rm -rf third
