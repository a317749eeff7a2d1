# tests/sdk: the stub generator, the runtime, the three bindings.
CHECKS += sdk-stubgen
sdk-stubgen.run   := $(PYTHON) tests/sdk/run_stubgen.py $(STUBGEN) $(GUEST_INC) $(STUBGEN_INC)
sdk-stubgen.needs := $(STUBGEN)
sdk-stubgen.asan  := yes

HOST_TESTS += test-sdk-heap
test-sdk-heap.dir   := .
test-sdk-heap.srcs  := tests/sdk/test_heap.c tests/sdk/heap_host.c sdk/runtime/heap.c sdk/runtime/malloc.c
test-sdk-heap.inc   := sdk/runtime
# The allocator under test must not become the test's own.
test-sdk-heap.flags := -fno-builtin -include tests/sdk/renamed.h

GUEST_SERVICES += everything
everything.interface := tests/sdk/everything.h
everything.dir  := tests/sdk/guest
everything.srcs := everything.c
everything.inc  := .

GUEST_PROGS += sdk-bindings
sdk-bindings.dir     := tests/sdk/guest
sdk-bindings.srcs    := bindings.c
sdk-bindings.inc     := .
sdk-bindings.uses    := everything
sdk-bindings.binding := far ipc queue direct

GUEST_PROGS += sdk-batch
sdk-batch.dir     := tests/sdk/guest
sdk-batch.srcs    := batch.c
sdk-batch.inc     := .
sdk-batch.uses    := everything
sdk-batch.binding := far ipc direct

GUEST_SERVICES += tiny
tiny.interface := tests/sdk/tiny.h
tiny.dir  := tests/sdk/guest
tiny.srcs := tiny.c
tiny.inc  := .

GUEST_PROGS += sdk-counts
sdk-counts.dir     := tests/sdk/guest
sdk-counts.srcs    := counts.c
sdk-counts.inc     := .
sdk-counts.uses    := tiny
sdk-counts.binding := far ipc direct

GUEST_SERVICES += spy
spy.interface := tests/sdk/spy.h
spy.dir  := tests/sdk/guest
spy.srcs := spy.c spy_registers.S
spy.inc  := .
# It reads where nothing is, and means it.
spy.flags := -Wno-array-bounds

GUEST_PROGS += sdk-hostile
sdk-hostile.dir  := tests/sdk/guest
sdk-hostile.srcs := hostile.c poison.S
sdk-hostile.inc  := .
sdk-hostile.uses := spy

GUEST_SERVICES += local
local.interface := tests/sdk/local.h
local.dir  := tests/sdk/guest
local.srcs := local.c
local.inc  := .

GUEST_PROGS += sdk-threads
sdk-threads.dir  := tests/sdk/guest
sdk-threads.srcs := threads.c
sdk-threads.inc  := .
sdk-threads.uses := local

GUEST_PROGS += sdk-ipc-hostile
sdk-ipc-hostile.dir     := tests/sdk/guest
sdk-ipc-hostile.srcs    := ipc_hostile.c
sdk-ipc-hostile.inc     := .
sdk-ipc-hostile.uses    := everything spy
sdk-ipc-hostile.binding := ipc

GUEST_PROGS += sdk-queue-hostile
sdk-queue-hostile.dir     := tests/sdk/guest
sdk-queue-hostile.srcs    := queue_hostile.c
sdk-queue-hostile.inc     := .
sdk-queue-hostile.uses    := everything spy
sdk-queue-hostile.binding := queue

GUEST_PROGS += sdk-queue-harts
sdk-queue-harts.dir  := tests/sdk/guest
sdk-queue-harts.srcs := queue_harts.c
sdk-queue-harts.inc  := .

GUEST_SERVICES += float
float.interface := tests/sdk/floating.h
float.dir  := tests/sdk/guest
float.srcs := float.c float_registers.S
float.inc  := .
float.fp   := 1

GUEST_PROGS += sdk-float
sdk-float.dir     := tests/sdk/guest
sdk-float.srcs    := float_main.c float_client.S
sdk-float.inc     := .
sdk-float.uses    := float
sdk-float.binding := far ipc
sdk-float.fp      := 1

GUEST_SERVICES += keeper relay
keeper.interface := tests/sdk/keeper.h
keeper.dir  := tests/sdk/guest
keeper.srcs := keeper.c
keeper.inc  := .
relay.interface := tests/sdk/relay.h
relay.dir  := tests/sdk/guest
relay.srcs := relay.c
relay.inc  := .
relay.uses := keeper

GUEST_PROGS += sdk-deadlines
sdk-deadlines.dir  := tests/sdk/guest
sdk-deadlines.srcs := deadlines.c
sdk-deadlines.inc  := .
sdk-deadlines.uses := keeper relay

SDK_IMAGES := sdk-deadlines sdk-float-far sdk-float-ipc sdk-ipc-hostile sdk-threads sdk-hostile sdk-far sdk-ipc sdk-queue sdk-direct sdk-counts-far sdk-counts-ipc sdk-counts-direct \
              sdk-batch-far sdk-batch-ipc sdk-batch-direct sdk-queue-hostile sdk-queue-harts
IMAGES     += $(foreach i,$(SDK_IMAGES),tests/sdk/images/$(i).yaml)

CHECKS += sdk-guest
sdk-guest.run   := $(PYTHON) tests/sdk/run_guest.py $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images bindings batches sdk-hostile sdk-ipc-hostile sdk-queue-hostile sdk-queue-harts sdk-threads sdk-deadlines sdk-float-far sdk-float-ipc sdk-counts-far sdk-counts-ipc sdk-counts-direct
sdk-guest.asan  := yes
sdk-guest.needs := $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(SDK_IMAGES:%=$(GOUT)/images/%.img)

# The same on several harts. What counts on one hart alone, or compares bindings, is not among them.
define sdk_guest_harts
CHECKS += sdk-guest-harts-$(1)
sdk-guest-harts-$(1).run   := $(PYTHON) tests/sdk/run_guest.py --harts=$(1) $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images sdk-queue-harts sdk-queue-hostile sdk-hostile sdk-ipc-hostile sdk-threads sdk-float-far sdk-float-ipc
sdk-guest-harts-$(1).needs := $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(SDK_IMAGES:%=$(GOUT)/images/%.img)
endef
$(foreach n,2 4,$(eval $(call sdk_guest_harts,$(n))))

CHECKS += sdk-howto
sdk-howto.run   := $(PYTHON) tests/sdk/run_page.py $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images/hello.img docs/howto/write-a-service.md sdk/examples
sdk-howto.needs := $(HOUT)/bin/postern $(GOUT)/kernel/postern-kernel.elf $(GOUT)/images/hello.img
