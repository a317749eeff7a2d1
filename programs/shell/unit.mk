HOST_TESTS += test-shell-parse
test-shell-parse.dir  := programs
test-shell-parse.srcs := shell/test_parse.c shell/parse.c lib/path.c
test-shell-parse.inc  := programs programs/lib programs/shell

GUEST_PROGS += shell
shell.dir  := programs/shell
shell.srcs := main.c parse.c builtins.c files.c directories.c list.c terminal.c jobs.c processes.c
shell.uses := console fs loader
shell.libs := proglib
shell.inc  := programs programs/lib
