HOST_LIBS += board
board.dir  := machine/board
board.srcs := machine.c map.c run.c clock.c boot.c rom.c image.c fdt.c fdt_soc.c fdt_writer.c hash.c failure.c
board.inc  := machine
