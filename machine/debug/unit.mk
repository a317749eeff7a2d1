HOST_LIBS += debug
debug.dir  := machine/debug
debug.srcs := gdb.c gdb_command.c gdb_access.c gdb_break.c gdb_resume.c gdb_query.c gdb_regs.c gdb_xml.c packet.c \
              monitor.c inspect.c disasm.c trace.c
debug.inc  := machine

HOST_TESTS += test-debug
test-debug.dir  := machine/debug/test
test-debug.srcs := main.c rig.c packet.c disasm.c server.c fuzz.c
test-debug.inc  := machine
test-debug.libs := debug board devices core segment
test-debug.link := -lelf -lfdt -lm
