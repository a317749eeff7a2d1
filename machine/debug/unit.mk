HOST_LIBS += debug
debug.dir  := machine/debug
debug.srcs := gdb.c gdb_command.c gdb_access.c gdb_break.c gdb_resume.c gdb_query.c gdb_regs.c gdb_xml.c packet.c \
              monitor.c inspect.c disasm.c trace.c
debug.inc  := machine
