# Asynchronous block requests in the machine: on one hart and on two, with a disk that is done at once and one that is not.
GUEST_PROGS += async-client async-hostile async-deaths async-heavy
async-client.dir  := tests/async/guest
async-client.srcs := client.c
async-client.uses := block
async-hostile.dir  := tests/async/guest
async-hostile.srcs := hostile.c
async-hostile.uses := block
async-deaths.dir  := tests/async/guest
async-deaths.srcs := deaths.c
async-deaths.uses := block
async-heavy.dir  := tests/async/guest
async-heavy.srcs := heavy.c
async-heavy.uses := block

ASYNC_IMAGES := async async-hostile async-deaths async-deaths-entry async-heavy
IMAGES += $(ASYNC_IMAGES:%=tests/async/%.yaml)
CHECKS += async-guest
async-guest.run   := $(PYTHON) tests/async/run_async.py $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images
async-guest.needs := $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(ASYNC_IMAGES:%=$(GOUT)/images/%.img)
