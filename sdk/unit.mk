# sdk: the stub generator (host) and the runtime (guest).
SDK_LIB  := done.c done_call.S error.c far.S enter_tls.S heap.c heap_port.c interrupt.c ipc_session.c line.c libc_lock.c lock.c malloc.c output.c perform.c queue_client.c queue_server.c posix.c start.c \
            start_init.c start_server.c start_service.c stdio.c thread_block.c thread_blocks.c thread_enter.S thread_start.c
SDK_LIB  += within.c
SDK_OBJS := start-program.S start-service.S start-server.S badge-far.c badge-ipc.c badge-direct.c

HOST_PROGS += stubgen
stubgen.dir   := sdk/stubgen
stubgen.srcs  := main.c unit.c parse.c constant.c type.c note.c resolve.c check.c check_param.c report.c emit.c \
                 emit_far.c emit_far_client.c emit_far_server.c emit_ipc.c emit_ipc_client.c emit_ipc_server.c \
                 request.c emit_within.c emit_requests.c emit_perform.c emit_queue.c
stubgen.inc   := sdk
# libclang's own headers are not held to our warnings.
stubgen.flags := -isystem /usr/lib/llvm-19/include
stubgen.link  := -L/usr/lib/llvm-19/lib -lclang-19
