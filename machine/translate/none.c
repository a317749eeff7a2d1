/* Hosts that the translator does not know. */
#include "translate/translate.h"

bool translator_attach(struct hart *h)
{
    (void)h;
    return false;
}
