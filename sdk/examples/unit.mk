GUEST_SERVICES += greet
greet.dir  := sdk/examples
greet.srcs := greet.c

GUEST_PROGS += hello
hello.dir     := sdk/examples
hello.srcs    := hello.c
hello.uses    := greet
hello.binding := far ipc direct

IMAGES += sdk/examples/hello.yaml
