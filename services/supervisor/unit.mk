# supervisor: has services that ended made again.
GUEST_SERVICES        += supervisor
supervisor.dir       := services/supervisor
supervisor.srcs      := supervisor.c
supervisor.interface := services/supervisor/supervisor.h
supervisor.binding   := far
