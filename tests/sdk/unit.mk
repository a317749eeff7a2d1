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
