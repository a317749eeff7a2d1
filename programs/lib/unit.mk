# programs/lib: POSIX-like glue between picolibc and the services, in both flavours of arithmetic.
PROGLIB_SRCS := error.c path.c descriptors.c files.c stdio.c start.c directory.c clock.c

GUEST_LIBS += proglib proglib-fp
proglib.dir     := programs/lib
proglib.srcs    := $(PROGLIB_SRCS)
proglib-fp.dir  := programs/lib
proglib-fp.srcs := $(PROGLIB_SRCS)
proglib-fp.fp   := 1
