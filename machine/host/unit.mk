# Everything that knows the host but the program itself, so that tests can link it.
HOST_LIBS += hostio
hostio.dir  := machine/host
hostio.srcs := terminal.c console.c journal.c disk.c file.c firmware.c input.c session.c options.c options_table.c options_help.c options_man.c options_complete.c report.c timing.c signature.c
hostio.inc  := machine

HOST_PROGS += postern
postern.dir  := machine/host
postern.srcs := main.c
postern.inc  := machine
postern.libs := hostio debug board devices translate timing-engine timing core segment
postern.link := -lelf -lfdt -lcjson -lm
