GUEST_SERVICES += null
null.dir       := services/null
null.srcs      := null.c
null.interface := services/null/null.h
