#include "parse.h"

#include <string.h>

enum token { END, WORD, OUTPUT, APPEND, BACKGROUND, BAD_QUOTE, UNKNOWN };

struct scanner {
    const char *at, *end;
    char *put; /* where the next word's text goes */
};

static int is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* What other shells give a meaning, and this one does not. */
static int is_unknown(char c)
{
    return c == '|' || c == '<' || c == ';';
}

static int ends_word(char c)
{
    return is_space(c) || c == '>' || c == '&' || is_unknown(c);
}

/* Copies up to the closing quote; 0 where there is none. */
static int quoted(struct scanner *s, char quote)
{
    while (s->at < s->end && *s->at != quote) {
        if (quote == '"' && *s->at == '\\' && s->at + 1 < s->end && (s->at[1] == '"' || s->at[1] == '\\'))
            s->at++;
        *s->put++ = *s->at++;
    }
    return s->at++ < s->end;
}

static enum token word(struct scanner *s)
{
    while (s->at < s->end && !ends_word(*s->at)) {
        char c = *s->at++;
        if (c == '\'' || c == '"') {
            if (!quoted(s, c))
                return BAD_QUOTE;
        } else if (c == '\\' && s->at < s->end) {
            *s->put++ = *s->at++;
        } else {
            *s->put++ = c;
        }
    }
    *s->put++ = '\0';
    return WORD;
}

static enum token next(struct scanner *s)
{
    while (s->at < s->end && is_space(*s->at))
        s->at++;
    if (s->at == s->end || *s->at == '#' || *s->at == '\0')
        return END;
    if (is_unknown(*s->at))
        return UNKNOWN;
    if (*s->at == '&') {
        s->at++;
        return BACKGROUND;
    }
    if (*s->at != '>')
        return word(s);
    s->at++;
    if (s->at == s->end || *s->at != '>')
        return OUTPUT;
    s->at++;
    return APPEND;
}

static const char quote_is_open[] = "a quote is not closed";

static const char *take_output(struct scanner *s, struct command *command, enum token kind)
{
    char *name = s->put;
    enum token got = next(s);

    if (got == BAD_QUOTE)
        return quote_is_open;
    if (got != WORD)
        return "a file name must follow '>'";
    if (command->output != NULL)
        return "output can go to one file only";
    command->output = name;
    command->append = kind == APPEND;
    return NULL;
}

static const char *take(struct scanner *s, struct command *command, char *text, enum token token)
{
    if (command->background)
        return "nothing can follow '&'";
    switch (token) {
    case OUTPUT:
    case APPEND: return take_output(s, command, token);
    case BAD_QUOTE: return quote_is_open;
    case UNKNOWN: return "pipes, '<' and ';' are not built; quote such a character to mean itself";
    case BACKGROUND: command->background = 1; return NULL;
    default: break;
    }
    if (command->argc == PARSE_WORDS)
        return "too many words";
    command->argv[command->argc++] = text;
    command->argv[command->argc] = NULL;
    return NULL;
}

const char *parse_line(const char *line, size_t len, struct command *command)
{
    struct scanner s = {line, line + len, command->text};
    const char *wrong = NULL;

    command->argc = command->append = command->background = 0;
    command->argv[0] = NULL;
    command->output = NULL;
    if (len >= PARSE_BYTES)
        return "the line is too long";
    while (wrong == NULL) {
        char *text = s.put;
        enum token token = next(&s);
        if (token == END)
            break;
        wrong = take(&s, command, text, token);
    }
    if (wrong == NULL && command->argc == 0 && (command->output != NULL || command->background))
        wrong = "there is no command";
    return wrong;
}
