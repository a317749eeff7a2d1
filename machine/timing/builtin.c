/* The profiles of machine/timing/profiles, compiled in. */
#include <string.h>

#include "timing/profile.h"
#include "timing/profiles_generated.h"

enum { PROFILES = sizeof profiles / sizeof *profiles };

const char *timing_profile_builtin(const char *name)
{
    for (unsigned n = 0; n < PROFILES; n++)
        if (strcmp(profiles[n].name, name) == 0)
            return profiles[n].text;
    return NULL;
}

const char *timing_profile_name(unsigned n)
{
    return n < PROFILES ? profiles[n].name : NULL;
}
