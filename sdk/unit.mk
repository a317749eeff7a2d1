# sdk: the stub generator (host) and the runtime (guest).
SDK_LIB  := error.c far.S enter_tls.S heap.c heap_port.c libc_lock.c lock.c malloc.c output.c posix.c start.c \
            start_init.c start_server.c start_service.c stdio.c thread_block.c thread_blocks.c
SDK_OBJS := start-program.S start-service.S start-server.S badge-far.c badge-ipc.c badge-direct.c
