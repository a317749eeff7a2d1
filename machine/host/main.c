/* postern: the machine as a program. Puts the parts together, and takes them apart in the reverse order. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "debug/trace.h"
#include "host/disk.h"
#include "host/file.h"
#include "host/firmware.h"
#include "host/options.h"
#include "host/options_table.h"
#include "host/report.h"
#include "host/session.h"
#include "host/signature.h"
#include "host/terminal.h"
#include "host/timing.h"
#include "translate/translate.h"

/* Everything that a run holds. Zeroed, it holds nothing. */
struct run {
    struct options options;
    struct machine_config config;
    struct disk disk[MACHINE_DISKS_MAX];
    unsigned disks;
    struct machine *machine;
    struct console console;
    struct trace trace;
    struct session session;
    struct timing_system *timing; /* NULL: no model of time */
};

static bool read_images(struct run *r, struct failure *why)
{
    const struct options *o = &r->options;
    struct machine_config *c = &r->config;
    bool none = o->bios && strcmp(o->bios, "none") == 0;
    const char *bios = o->bios ? o->bios : firmware_default(why);
    if (!bios || (!none && !file_read(bios, &c->bios, why)))
        return false;
    if (o->kernel && !file_read(o->kernel, &c->kernel, why))
        return false;
    return !o->initrd || file_read(o->initrd, &c->initrd, why);
}

static bool open_disks(struct run *r, struct failure *why)
{
    const struct options *o = &r->options;
    for (; r->disks < o->drives; r->disks++) {
        unsigned n = r->disks;
        if (!disk_open(&r->disk[n], o->drive[n].path, o->drive[n].read_only, &r->config.disk[n], why)) {
            disk_close(&r->disk[n]);
            return false;
        }
    }
    return true;
}

static bool make_machine(struct run *r, struct failure *why)
{
    const struct options *o = &r->options;
    r->config.ram_size = o->memory;
    r->config.harts = o->harts;
    r->config.append = o->append;
    r->config.htif = o->htif;
    r->config.disk_latency = o->disk_latency;
    r->config.virtio_legacy = o->virtio_legacy;
    r->config.rtc_epoch = o->rtc_seconds * 1000000000u;
    console_open(&r->console, STDIN_FILENO, STDOUT_FILENO);
    r->config.console = (struct uart_sink){&r->console, console_transmit};
    if (!read_images(r, why) || !open_disks(r, why))
        return false;
    r->machine = machine_new(&r->config, why);
    file_drop(&r->config.bios);
    file_drop(&r->config.kernel);
    file_drop(&r->config.initrd);
    return r->machine;
}

static void no_translator(void)
{
    fputs("postern: no translator on this host, the interpreter serves\n", stderr);
}

/* The interpreter does all that the translator does, with and without a model of time. */
static bool choose_engine(struct run *r, struct failure *why)
{
    const struct options *o = &r->options;
    if (o->timing) {
        bool translate = !o->interpret;
        r->timing = timing_start(o->timing, o->by_instructions, r->machine, &translate, why);
        if (r->timing && !o->interpret && !translate)
            no_translator();
        return r->timing;
    }
    for (unsigned n = 0; !o->interpret && n < machine_harts(r->machine); n++)
        if (!translator_attach(machine_hart(r->machine, n))) {
            no_translator();
            break;
        }
    return true;
}

/* What is written at the end is tried at the start: nobody runs for an hour and then loses the result. */
static bool open_extras(struct run *r, struct failure *why)
{
    const struct options *o = &r->options;
    struct session *s = &r->session;
    if (o->counters && !file_writable("--counters", o->counters, why))
        return false;
    if (o->signature && !file_writable("--signature", o->signature, why))
        return false;
    if (o->trace && !trace_open(&r->trace, o->trace, why))
        return false;
    if (o->record && !journal_create(&s->record, o->record, why))
        return false;
    if (o->replay && !journal_open(&s->replay, o->replay, why))
        return false;
    if (o->gdb && !(s->gdb = gdb_listen(o->gdb, r->machine, why)))
        return false;
    if (o->gdb && o->wait)
        gdb_hold(s->gdb);
    return true;
}

static bool dump_fdt(struct run *r, const char *path, struct failure *why)
{
    size_t size;
    const void *blob = machine_fdt(r->machine, &size);
    FILE *f = fopen(path, "wb");
    if (!f)
        return refuse(why, "--dump-fdt: %s: cannot be written: %s", path, strerror(errno));
    bool ok = fwrite(blob, 1, size, f) == size;
    return (fclose(f) == 0 && ok) || refuse(why, "--dump-fdt: %s: could not be written wholly", path);
}

static int complain(const struct failure *why)
{
    terminal_restore();
    fprintf(stderr, "postern: %s\n", why->text);
    return EXIT_BAD;
}

static int run_session(struct run *r)
{
    const struct options *o = &r->options;
    struct session *s = &r->session;
    s->machine = r->machine;
    s->console = &r->console;
    s->limit = o->limit;
    s->exit_on_eof = o->exit_on_eof;
    s->no_reboot = o->no_reboot;
    s->paced = o->pace;
    trace_start(&r->trace, r->machine);
    if (o->hint && r->console.terminal && !o->replay)
        fputs("Ctrl-A x ends the machine, Ctrl-A h helps.\n", stderr);
    if (!o->replay)
        terminal_raw(STDIN_FILENO);
    int code = session_run(s);
    terminal_restore();
    if (s->why.text[0])
        complain(&s->why);
    return code;
}

/* Reports may fail; that must not hide how the guest ended, unless it ended well. */
static int finish(struct run *r, int code)
{
    const struct options *o = &r->options;
    struct failure why;
    int bad = EXIT_GOOD;
    if (o->state_hash)
        fprintf(stderr, "state %016llx instructions %llu mtime %llu\n",
                (unsigned long long)machine_state_hash(r->machine),
                (unsigned long long)machine_instructions(r->machine), (unsigned long long)machine_mtime(r->machine));
    if (o->counters && !report_counters(o->counters, r->machine, r->timing, code, &why))
        bad = complain(&why);
    if (o->signature && !signature_write(o->signature, r->machine, o->granularity ? o->granularity : 4, &why))
        bad = complain(&why);
    if (!journal_close(&r->session.record, &why))
        bad = complain(&why);
    if (!trace_close(&r->trace, &why))
        bad = complain(&why);
    return code ? code : bad;
}

static int run(struct run *r)
{
    struct failure why = {""};
    if (!make_machine(r, &why))
        return complain(&why);
    if (r->options.dump_fdt)
        return dump_fdt(r, r->options.dump_fdt, &why) ? EXIT_GOOD : complain(&why);
    if (!open_extras(r, &why))
        return complain(&why);
    if (!choose_engine(r, &why))
        return complain(&why);
    return finish(r, run_session(r));
}

static void release(struct run *r)
{
    struct failure ignored;
    gdb_close(r->session.gdb);
    journal_close(&r->session.replay, &ignored);
    machine_free(r->machine);
    timing_free(r->timing);
    file_drop(&r->config.bios);
    file_drop(&r->config.kernel);
    file_drop(&r->config.initrd);
    for (unsigned i = 0; i < r->disks; i++)
        disk_close(&r->disk[i]);
    free(r);
}

int main(int argc, char **argv)
{
    struct failure why;
    struct run *r = calloc(1, sizeof *r);
    if (!r)
        return EXIT_BAD;
    int code = EXIT_GOOD;
    terminal_guard();
    if (!options_parse(&r->options, argc, argv, &why)) {
        code = complain(&why);
        fputs("Try \"postern --help\".\n", stderr);
    } else if (r->options.help) {
        options_help(stdout);
    } else if (r->options.man) {
        options_man(stdout);
    } else if (r->options.completion) {
        options_completion(stdout, r->options.completion);
    } else if (r->options.version) {
        puts("postern 0.1");
    } else {
        code = run(r);
    }
    release(r);
    return code;
}
