# The kernel's own sources, but those that are assembler, on the host: kernel/riscv/hw.h gives way to unit/hw.h.
kernel-unit.dir  := kernel
kernel-unit.srcs := console.c context.c end.c fault.c fdt.c frame.c gst.c image.c ipc.c irq.c memory.c page.c program.c queue.c \
                    sched.c segment.c share.c start.c sys_grant.c sys_info.c sys_ipc.c sys_program.c sys_segment.c \
                    sys_thread.c syscall.c table.c text.c thread.c trap.c vst.c wait.c
kernel-unit.inc  := kernel tests/kernel/unit
kernel-host.dir  := tests/kernel/unit
kernel-host.srcs := host.c
kernel-host.inc  := kernel tests/kernel/unit
HOST_LIBS += kernel-unit kernel-host

test-kernel-parts.dir  := tests/kernel/unit
test-kernel-parts.srcs := test_parts.c
test-kernel-parts.inc  := kernel tests/kernel/unit
test-kernel-parts.libs := kernel-host kernel-unit kernel-host
test-kernel-calls.dir  := tests/kernel/unit
test-kernel-calls.srcs := test_calls.c
test-kernel-calls.inc  := kernel tests/kernel/unit
test-kernel-calls.libs := kernel-host kernel-unit kernel-host
HOST_TESTS += test-kernel-parts test-kernel-calls
