GUEST_SERVICES += wild
wild.dir       := programs/tour
wild.srcs      := wild.c
wild.interface := programs/tour/wild.h
wild.uses      := block
wild.inc       := programs

GUEST_PROGS += tour
tour.dir  := programs
tour.srcs := tour/main.c tour/read.c tour/walls.c tour/late.c tour/prices.c tour/devices.c tour/disk.c tour/calls.c tour/again.c figures/raw.c figures/raw_call.S \
    $(addprefix figures/,$(MEASURE_SRCS))
tour.uses := block console fs null wild
tour.libs := proglib-fp
tour.inc  := programs programs/tour
tour.fp   := 1
