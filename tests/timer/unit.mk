# The timer service, and completion, in the machine.
GUEST_PROGS += timer-client timer-beside timer-hostile
define timer_guest
timer-$(1).dir  := tests/timer/guest
timer-$(1).srcs := $(1).c
timer-$(1).uses := timer
endef
$(foreach p,client beside hostile,$(eval $(call timer_guest,$(p))))

TIMER_IMAGES := timer timer-hostile
IMAGES += $(TIMER_IMAGES:%=tests/timer/%.yaml)
CHECKS += timer-guest
timer-guest.run   := $(PYTHON) tests/sdk/run_guest.py $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images timer timer-hostile
timer-guest.needs := $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(TIMER_IMAGES:%=$(GOUT)/images/%.img)
timer-guest.asan  := yes
