/* Annotations: from the text that interface.h's macros leave to struct note. */
#ifndef STUBGEN_NOTE_H
#define STUBGEN_NOTE_H

#include "stubgen/model.h"

/* "xs:in:len" and so on; anything else is NOTE_UNKNOWN with the whole text. */
struct note note_read(const char *text, unsigned line);

/* Name of the macro, for messages. */
const char *note_name(enum note_kind kind);

#endif
