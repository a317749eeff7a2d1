/* --completion: scripts for bash and zsh. */
#include <stdbool.h>
#include <string.h>

#include "host/options_table.h"

/* The words of `values` but "@". */
static void words(FILE *to, const char *values)
{
    for (const char *at = values; at && *at;) {
        size_t length = strcspn(at, " ");
        if (*at != '@')
            fprintf(to, " %.*s", (int)length, at);
        at += length;
        at += strspn(at, " ");
    }
}

static void bash_row(FILE *to, const struct option_row *row)
{
    if (!row->argument)
        return;
    fputs("    ", to);
    if (row->letter)
        fprintf(to, "-%c|", row->letter);
    fprintf(to, "--%s)", row->name);
    fputs(" COMPREPLY=($(compgen", to);
    if (row->values && strchr(row->values, '@'))
        fputs(" -f", to);
    fputs(" -W '", to);
    words(to, row->values);
    fputs("' -- \"$word\")); return ;;\n", to);
}

static void bash(FILE *to)
{
    fputs("# Completes postern in bash: source <(postern --completion bash)\n_postern() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n    case $before in\n",
          to);
    for (unsigned n = 0; n < OPTIONS; n++)
        bash_row(to, &option_rows[n]);
    fputs("    esac\n    if [[ $word == -* ]]; then\n        COMPREPLY=($(compgen -W '", to);
    for (unsigned n = 0; n < OPTIONS; n++)
        fprintf(to, " --%s", option_rows[n].name);
    fputs("' -- \"$word\"))\n    else\n        COMPREPLY=($(compgen -f -- \"$word\"))\n    fi\n}\n"
          "complete -o filenames -F _postern postern\n",
          to);
}

/* Inside single quotes and brackets. */
static void zsh_text(FILE *to, const char *text)
{
    for (; *text; text++)
        fprintf(to, *text == '\'' ? "'\\''" : strchr("[]:", *text) ? "\\%c" : "%c", *text);
}

static void zsh_row(FILE *to, const struct option_row *row)
{
    fputs(" \\\n    ", to);
    if (row->letter)
        fprintf(to, "'(-%c --%s)'{-%c,--%s}'[", row->letter, row->name, row->letter, row->name);
    else
        fprintf(to, "'--%s[", row->name);
    zsh_text(to, row->text);
    fputs("]", to);
    if (row->argument) {
        fputs(":", to);
        zsh_text(to, row->argument);
        fputs(":", to);
        if (row->values && strcmp(row->values, "@") == 0)
            fputs("_files", to);
        else if (row->values && strchr(row->values, '@'))
            fputs("{ _values value none; _files }", to);
        else if (row->values) {
            fputs("(", to);
            words(to, row->values);
            fputs(")", to);
        }
    }
    fputs("'", to);
}

static void zsh(FILE *to)
{
    fputs("#compdef postern\n# Completes postern in zsh: a file _postern in $fpath, by postern --completion "
          "zsh\n_arguments -s -S",
          to);
    for (unsigned n = 0; n < OPTIONS; n++)
        zsh_row(to, &option_rows[n]);
    fputs(" \\\n    '1:KERNEL:_files'\n", to);
}

bool options_completion(FILE *to, const char *shell)
{
    if (strcmp(shell, "bash") == 0)
        bash(to);
    else if (strcmp(shell, "zsh") == 0)
        zsh(to);
    else
        return false;
    return true;
}
