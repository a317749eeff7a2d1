# The translator: x86-64 code for decoded blocks. Other hosts run the interpreter.
TRANSLATE_x86_64 := run.c block.c rows.c flow.c stubs.c emit.c code.c
HOST_LIBS += translate
translate.dir  := machine/translate
translate.srcs := $(or $(TRANSLATE_$(shell uname -m)),none.c)
translate.inc  := machine

HOST_TESTS += test-lockstep
test-lockstep.dir  := machine/translate/test
test-lockstep.srcs := lockstep.c
test-lockstep.inc  := machine machine/core/test
test-lockstep.libs := bench translate core segment
test-lockstep.link := -lm
