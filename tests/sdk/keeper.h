/* A service that keeps two numbers equal, and can be made to stop between them; and one that calls it. */
#ifndef TESTS_SDK_KEEPER_H
#define TESTS_SDK_KEEPER_H

#include <postern/interface.h>

XS_INTERFACE(keeper)

enum keeper_how { KEEPER_WELL, KEEPER_FAULTS, KEEPER_SPINS, KEEPER_SLEEPS };
enum keeper_what { KEEPER_DIFFERENCE, KEEPER_CLEANED, KEEPER_RECOVERED, KEEPER_ERROR, KEEPER_GATE };

/* Sets both, stopping between them as told. */
long keeper_set(long value, enum keeper_how how);
long keeper_ask(enum keeper_what what);
void keeper_tidy(int error, unsigned gate) XS_CLEANUP;

#endif
