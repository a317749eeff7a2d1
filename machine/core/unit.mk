# The hart: reference interpreter (core/) and address translation (mmu/). One library.
HOST_LIBS += core
core.dir  := machine
core.srcs := core/bus.c core/hart.c core/decode.c core/formats.c core/formats_c.c core/block.c core/run.c core/trap.c core/handler.c core/allowance.c \
             core/csr.c core/csr_rules.c core/csr_status.c core/csr_translation.c core/counter.c core/debug.c core/hash.c \
             core/exec_int.c core/exec_mem.c core/exec_amo.c core/exec_system.c core/exec_wait.c core/exec_xseg.c \
             core/fp_env.c core/fp_rmm.c core/exec_fp_arith.c core/exec_fp_move.c core/exec_fp_convert.c \
             mmu/tlb.c mmu/view.c mmu/pmp.c mmu/sv39.c mmu/translate.c mmu/access.c
core.inc  := machine
core.flags := -frounding-math -fno-tree-slp-vectorize

# The bench that tests of harts stand on.
HOST_LIBS += bench
bench.dir  := machine/core/test
bench.srcs := bench.c
bench.inc  := machine

HOST_TESTS += test-core
test-core.dir  := machine/core/test
test-core.srcs := main.c decode_test.c run_test.c trap_test.c wait_test.c csr_test.c fp_test.c memory_test.c pmp_test.c debug_test.c xseg_test.c fuzz_test.c
test-core.inc  := machine machine/core/test
test-core.libs := bench core segment
test-core.link := -lm
