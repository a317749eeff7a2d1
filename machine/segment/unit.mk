HOST_LIBS += segment
segment.dir  := machine/segment
segment.srcs := state.c csr.c port.c register.c slb.c table.c load.c window.c query.c check.c walk.c frame.c call.c admit.c ret.c
segment.inc  := machine
