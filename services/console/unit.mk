HOST_TESTS += test-console-edit
test-console-edit.dir  := services/console
test-console-edit.srcs := test_edit.c edit.c screen.c history.c
test-console-edit.inc  := services sdk/include

GUEST_SERVICES += console
console.dir       := services/console
console.srcs      := output.c input.c reader.c edit.c screen.c history.c
console.interface := services/console/console.h
console.uses      := loader
console.binding   := far
