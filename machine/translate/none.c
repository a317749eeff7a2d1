/* Hosts that the translator does not know. */
#include "translate/translate.h"

bool translator_attach(struct hart *h)
{
    (void)h;
    return false;
}

bool translator_attach_timed(struct hart *h, struct timing *model)
{
    (void)h, (void)model;
    return false;
}

uint64_t translator_crossings(const struct hart *h)
{
    (void)h;
    return 0;
}
