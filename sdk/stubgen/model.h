/* What stubgen knows of an interface once its header is read. Everything lives until the process ends. */
#ifndef STUBGEN_MODEL_H
#define STUBGEN_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ARG_REGISTERS = 8,
    BUFFERS_MAX = 4,      /* sg11-sg14 */
    FUNCTIONS_MAX = 64,   /* gates of one code segment */
    NAME_MAX_ = 31,       /* characters of a name in import and gate records */
    STRING_MAX = 4096,    /* largest XS_STRING, with its zero */
    COPY_MAX = 4096,      /* largest structure that a server stub copies */
    STACK_DEFAULT = 2048, /* XS_STACK of a function that has none */
    STACK_MAX = 1 << 20,
    FRAMES_DEFAULT = 4,
    FRAMES_MAX = 64,
};

/* A value in a register. */
enum value_kind { VALUE_VOID, VALUE_BOOL, VALUE_SIGNED, VALUE_UNSIGNED, VALUE_FLOAT, VALUE_POINTER, VALUE_OTHER };

struct value {
    enum value_kind kind;
    unsigned bytes;
};

enum note_kind {
    NOTE_NONE,
    NOTE_IN,
    NOTE_OUT,
    NOTE_INOUT,
    NOTE_STRING,
    NOTE_LENGTH,
    NOTE_STACK,
    NOTE_FRAMES,
    NOTE_TRUSTS_CALLEE,
    NOTE_TRUSTS_CALLER,
    NOTE_BATCH,
    NOTE_ALONE,
    NOTE_KEEPS,
    NOTE_CLEANUP,
    NOTE_UNKNOWN,
};

/* One annotation: `text` is what stood in the parentheses. */
struct note {
    enum note_kind kind;
    const char *text;
    unsigned line;
    /* Resolved: a parameter of the same function, or (param < 0) a constant. */
    int param;
    uint64_t value;
    bool unresolved; /* names neither: reported already */
};

/* What a pointer points to, as far as a stub must know. */
struct pointee {
    bool is_const, is_char, is_record, is_pointer, is_function, incomplete, holds_pointer;
    uint64_t bytes; /* of one object; 0 for void */
};

struct param {
    const char *name; /* "" when it has none */
    const char *type; /* as written, for messages */
    struct value value;
    struct pointee pointee;
    struct note notes[4];
    unsigned note_count;
    unsigned line;
    /* Set by check: the register that carries it, a0 or fa0 on; the note that holds. */
    unsigned reg;
    const struct note *note;
};

struct function {
    const char *name;
    const char *result_type;
    struct value result;
    struct param *params;
    unsigned param_count;
    struct note notes[8];
    unsigned note_count;
    unsigned line;
    bool variadic, no_prototype, has_body;
    /* Set by check. */
    unsigned stack, frames;
    int length_param; /* XS_LENGTH; -1: none */
    bool trusts_callee, trusts_caller;
    bool is_batch; /* the gate that XS_BATCH declares */
    bool alone;    /* never part of a batch */
    bool keeps;    /* only where the service is granted the client's own memory */
    bool cleanup;  /* the cleanup gate: the kernel's to call */
    bool timed;    /* of a client stub: it adds the times that the thread set (postern/within.h) */
};

struct interface {
    const char *header; /* as named on the command line */
    const char *name;   /* XS_INTERFACE */
    unsigned name_count;
    const char *out;    /* folder of the stubs */
    const char **files; /* every file that reading the header opened */
    unsigned file_count;
    struct function *functions;
    unsigned function_count;
    bool fp;     /* service built for the FP registers */
    bool broken; /* the compiler itself objects: types may be wrong */
};

/* A parameter that the server copies into its own memory instead of using it where it is. */
static inline bool is_copied(const struct param *p)
{
    return p->note &&
           (p->note->kind == NOTE_STRING || (p->note->kind == NOTE_IN && p->pointee.is_record && p->note->param < 0));
}

static inline bool is_buffer(const struct param *p)
{
    return p->note != NULL;
}

#endif
