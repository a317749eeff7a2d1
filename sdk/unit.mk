# sdk: the stub generator (host) and the runtime (guest).
SDK_LIB  :=
SDK_OBJS :=
