HOST_LIBS += board
board.dir  := machine/board
board.srcs := machine.c map.c run.c clock.c boot.c rom.c image.c fdt.c fdt_soc.c fdt_writer.c hash.c failure.c symbol.c htif.c
board.inc  := machine

HOST_TESTS += test-board
test-board.dir  := machine/board/test
test-board.srcs := main.c image.c fdt.c machine.c cuts.c watch.c hostile.c
test-board.inc  := machine
test-board.libs := board devices core segment
test-board.link := -lelf -lfdt -lm
