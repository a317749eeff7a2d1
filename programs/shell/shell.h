/* What the shell's commands share. Commands print with printf: the shell has pointed standard output where
 * the line says. Each answers 0, or 1 after having said what went wrong. */
#ifndef PROGRAMS_SHELL_SHELL_H
#define PROGRAMS_SHELL_SHELL_H

struct builtin {
    const char *name;
    const char *usage; /* its operands */
    const char *does;
    int least, most; /* operands that it takes; most < 0: any number */
    int (*run)(int argc, char *argv[]);
};

/* All commands of the shell itself, ended by a null name. */
extern const struct builtin builtins[];

const struct builtin *builtin_find(const char *name);

int run_help(int argc, char *argv[]);
int run_ls(int argc, char *argv[]);
int run_cat(int argc, char *argv[]);
int run_cp(int argc, char *argv[]);
int run_mv(int argc, char *argv[]);
int run_rm(int argc, char *argv[]);
int run_mkdir(int argc, char *argv[]);
int run_rmdir(int argc, char *argv[]);
int run_cd(int argc, char *argv[]);
int run_pwd(int argc, char *argv[]);
int run_df(int argc, char *argv[]);
int run_sync(int argc, char *argv[]);
int run_echo(int argc, char *argv[]);
int run_history(int argc, char *argv[]);
int run_clear(int argc, char *argv[]);
int run_ps(int argc, char *argv[]);
int run_kill(int argc, char *argv[]);
int run_poweroff(int argc, char *argv[]);

/* Says "NAME: OBJECT: text of the error" (OBJECT may be null) and answers 1. */
int complain(const char *name, const char *object, long error);

/* Makes an absolute path of what the user wrote. 0, or a negated PE_* code. */
int resolve(const char *path, char *absolute);

/* 0; -PE_INTR once Ctrl-C was typed. Commands that may take long ask it as they go. */
long interrupted(void);

/* Remembers a line for `history`. */
void history_note(const char *line, unsigned long len);

#endif
