#include "stubgen/note.h"

#include <string.h>

static const struct {
    const char *prefix, *macro;
} kinds[] = {
    [NOTE_IN] = {"xs:in:", "XS_IN"},
    [NOTE_OUT] = {"xs:out:", "XS_OUT"},
    [NOTE_INOUT] = {"xs:inout:", "XS_INOUT"},
    [NOTE_STRING] = {"xs:string:", "XS_STRING"},
    [NOTE_LENGTH] = {"xs:length:", "XS_LENGTH"},
    [NOTE_STACK] = {"xs:stack:", "XS_STACK"},
    [NOTE_FRAMES] = {"xs:frames:", "XS_FRAMES"},
    [NOTE_TRUSTS_CALLEE] = {"xs:trusts_callee:", "XS_TRUSTS_CALLEE"},
    [NOTE_TRUSTS_CALLER] = {"xs:trusts_caller:", "XS_TRUSTS_CALLER"},
    [NOTE_BATCH] = {"xs:batch:", "XS_BATCH"},
    [NOTE_ALONE] = {"xs:alone:", "XS_ALONE"},
    [NOTE_KEEPS] = {"xs:keeps:", "XS_KEEPS"},
    [NOTE_CLEANUP] = {"xs:cleanup:", "XS_CLEANUP"},
};

struct note note_read(const char *text, unsigned line)
{
    for (unsigned k = NOTE_IN; k < sizeof kinds / sizeof kinds[0]; k++) {
        size_t len = strlen(kinds[k].prefix);
        if (strncmp(text, kinds[k].prefix, len) == 0)
            return (struct note){.kind = (enum note_kind)k, .text = text + len, .line = line, .param = -1};
    }
    return (struct note){.kind = NOTE_UNKNOWN, .text = text, .line = line, .param = -1};
}

const char *note_name(enum note_kind kind)
{
    return kind > NOTE_NONE && kind < NOTE_UNKNOWN ? kinds[kind].macro : "an annotation";
}
