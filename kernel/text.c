#include "text.h"

void text_copy(char *to, const char *from, size_t size)
{
    size_t i = 0;
    for (; i + 1 < size && from[i]; i++)
        to[i] = from[i];
    for (; i < size; i++)
        to[i] = 0;
}

void text_clean(char *name, size_t size)
{
    name[size - 1] = 0;
    for (; *name; name++)
        if (*name < ' ' || *name > '~')
            *name = '?';
}
