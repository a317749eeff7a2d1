# timer: sleep until, timers, completions; on the board's clock.
GUEST_SERVICES  += timer
timer.dir       := services/timer
timer.srcs      := service.c table.c client.c alarm.c
timer.interface := services/timer/timer.h
timer.binding   := far
