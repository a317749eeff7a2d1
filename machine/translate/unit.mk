# The translator: x86-64 code for decoded blocks. Other hosts run the interpreter.
TRANSLATE_x86_64 := run.c body.c block.c rows.c integer.c flow.c front.c front_emit.c far.c far_side.c far_trust.c far_ready.c far_fp.c far_emit.c far_call.c far_return.c far_protect.c far_back.c atomic.c fp.c fp_move.c fp_arith.c fp_convert.c stubs.c emit.c emit_guest.c code.c \
    timed_run.c timed_version.c timed_block.c timed_access.c timed_stubs.c timed_predictor.c timed_body.c timed_memory.c \
    timed_predict.c
HOST_LIBS += translate
translate.dir  := machine/translate
translate.srcs := $(or $(TRANSLATE_$(shell uname -m)),none.c)
translate.inc  := machine
translate.flags := -fno-tree-slp-vectorize

HOST_TESTS += test-lockstep
test-lockstep.dir  := machine/translate/test
test-lockstep.srcs := main.c pair.c random.c floating.c atomics.c segments.c world.c far.c far_program.c far_kernel.c far_case.c far_cases.c far_frames.c far_marks.c far_edges.c limits.c pages.c
test-lockstep.inc  := machine machine/core/test
test-lockstep.libs := bench translate timing-engine timing core segment
test-lockstep.link := -lm
