/* Mistakes found in a header: collected, then told in the order of their lines. */
#ifndef STUBGEN_REPORT_H
#define STUBGEN_REPORT_H

/* Notes a mistake at a line of the header. */
void report(unsigned line, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes `header:line: message` for each mistake to stderr; answers how many there were. */
unsigned report_all(const char *header);

/* Says why the work cannot go on, and ends the process with status 2. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Memory that lives until the process ends; fails instead of answering null. */
void *keep_memory(unsigned long bytes);
const char *keep_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
