#include "host/report.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "host/timing.h"

/* As text: a double would round beyond 2^53. */
static void add_number(cJSON *to, const char *name, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, value);
    cJSON_AddRawToObject(to, name, text);
}

static void add_counters(cJSON *to, uint64_t instructions, const struct xs_counters *c)
{
    add_number(to, "instructions", instructions);
#define ADD(name, number) add_number(to, #name, c->n[number]);
    XS_COUNTERS(ADD)
}

static double host_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static cJSON *build(struct machine *m, const struct timing_system *timing, int exit_code)
{
    struct xs_counters sum = {{0}};
    uint64_t instructions = 0;
    cJSON *root = cJSON_CreateObject(), *total = cJSON_AddObjectToObject(root, "total");
    cJSON *harts = cJSON_AddArrayToObject(root, "harts");
    for (unsigned n = 0; n < machine_harts(m); n++) {
        const struct xs_counters *c = hart_counters(machine_hart(m, n));
        cJSON *hart = cJSON_CreateObject();
        add_counters(hart, hart_instret(machine_hart(m, n)), c);
        cJSON_AddItemToArray(harts, hart);
        instructions += hart_instret(machine_hart(m, n));
        for (unsigned i = 0; i < sizeof sum.n / sizeof *sum.n; i++)
            sum.n[i] += c->n[i];
    }
    add_counters(total, instructions, &sum);
    add_number(root, "mtime", machine_mtime(m));
    if (timing)
        cJSON_AddItemToObject(root, "timing", timing_report(timing, m));
    add_number(root, "exit_code", (uint64_t)exit_code);
    cJSON_AddNumberToObject(root, "host_cpu_seconds", host_seconds());
    return root;
}

static bool write_text(const char *path, const char *text, struct failure *why)
{
    FILE *f = fopen(path, "w");
    if (!f)
        return refuse(why, "--counters: %s: cannot be written: %s", path, strerror(errno));
    bool ok = fprintf(f, "%s\n", text) > 0;
    return (fclose(f) == 0 && ok) || refuse(why, "--counters: %s: could not be written wholly", path);
}

bool report_counters(const char *path, struct machine *m, const struct timing_system *timing, int exit_code,
                     struct failure *why)
{
    cJSON *root = build(m, timing, exit_code);
    char *text = cJSON_Print(root);
    bool ok = text ? write_text(path, text, why) : refuse(why, "--counters: no memory");
    free(text);
    cJSON_Delete(root);
    return ok;
}
