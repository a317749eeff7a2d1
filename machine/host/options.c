#include "host/options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "host/options_table.h"

enum { LONG = 256 }; /* getopt's value of row n: LONG + n */

/* The tables that getopt wants, from the rows. */
struct parser {
    char letters[2 + 2 * OPTIONS];
    struct option names[OPTIONS + 1];
};

static void parser_make(struct parser *p)
{
    char *at = p->letters;
    *at++ = ':';
    for (int n = 0; n < OPTIONS; n++) {
        const struct option_row *row = &option_rows[n];
        p->names[n] = (struct option){row->name, row->argument ? required_argument : no_argument, NULL, LONG + n};
        if (row->letter)
            *at++ = row->letter;
        if (row->letter && row->argument)
            *at++ = ':';
    }
    *at = 0;
    p->names[OPTIONS] = (struct option){NULL, 0, NULL, 0};
}

/* Row of what getopt answered, or -1. */
static int row_of(int option)
{
    for (int n = 0; n < OPTIONS; n++)
        if (option == LONG + n || (option_rows[n].letter && option == option_rows[n].letter))
            return n;
    return -1;
}

/* A decimal number of at most `most`, and what follows it. */
static bool number(const char *text, uint64_t most, uint64_t *value, const char **rest)
{
    char *end;
    errno = 0;
    *value = isdigit((unsigned char)*text) ? strtoull(text, &end, 10) : (end = (char *)(uintptr_t)text, 0);
    *rest = end;
    return end != text && errno == 0 && *value <= most;
}

static bool plain_number(const char *option, const char *text, uint64_t most, uint64_t *value, struct failure *why)
{
    const char *rest;
    if (number(text, most, value, &rest) && !*rest)
        return true;
    return refuse(why, "%s %s: expected a number up to %llu", option, text, (unsigned long long)most);
}

/* A plain number counts MiB, as QEMU's does. */
static bool memory_size(const char *text, uint64_t *bytes, struct failure *why)
{
    static const char units[] = "KMG";
    const char *rest = text, *unit = NULL;
    bool good = number(text, UINT64_C(1) << 40, bytes, &rest) && *bytes;
    if (good)
        unit = *rest ? strchr(units, toupper((unsigned char)*rest)) : &units[1];
    unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
    if (unit && (!*rest || !rest[1]) && *bytes <= UINT64_C(1) << 40 >> shift) {
        *bytes <<= shift;
        return true;
    }
    return refuse(why, "--memory %s: expected a size such as 128M or 2G, at most 1024G", text);
}

static bool add_drive(struct options *o, char *text, struct failure *why)
{
    char *comma = strrchr(text, ',');
    bool read_only = comma && strcmp(comma, ",ro") == 0;
    if (o->drives == MACHINE_DISKS_MAX)
        return refuse(why, "--drive %s: at most %d drives", text, MACHINE_DISKS_MAX);
    if (read_only)
        *comma = 0;
    o->drive[o->drives].path = text;
    o->drive[o->drives++].read_only = read_only;
    return true;
}

static bool set_harts(struct options *o, const char *text, struct failure *why)
{
    uint64_t n;
    if (!plain_number("--harts", text, MACHINE_HARTS_MAX, &n, why))
        return false;
    o->harts = (unsigned)n;
    return n || refuse(why, "--harts 0: at least one is needed");
}

static bool set_granularity(struct options *o, const char *text, struct failure *why)
{
    uint64_t n;
    if (!plain_number("--signature-granularity", text, 16, &n, why))
        return false;
    o->granularity = (unsigned)n;
    return (n && (n & (n - 1)) == 0) || refuse(why, "--signature-granularity %s: expected 1, 2, 4, 8 or 16", text);
}

static bool set_engine(struct options *o, const char *text, struct failure *why)
{
    o->interpret = strcmp(text, "interpreter") == 0;
    return o->interpret || strcmp(text, "translator") == 0 ||
           refuse(why, "--engine %s: expected translator or interpreter", text);
}

static bool set_clock(struct options *o, const char *text, struct failure *why)
{
    o->clock_given = true;
    o->by_instructions = strcmp(text, "instructions") == 0;
    return o->by_instructions || strcmp(text, "cycles") == 0 ||
           refuse(why, "--clock %s: expected cycles or instructions", text);
}

static bool set_completion(struct options *o, const char *text, struct failure *why)
{
    o->completion = text;
    return strcmp(text, "bash") == 0 || strcmp(text, "zsh") == 0 ||
           refuse(why, "--completion %s: expected bash or zsh", text);
}

/* Options without further meaning than their text, or than being there. */
static bool simple(struct options *o, enum option_id option)
{
    switch (option) {
    case OPTION_BIOS: o->bios = optarg; return true;
    case OPTION_KERNEL: o->kernel = optarg; return true;
    case OPTION_INITRD: o->initrd = optarg; return true;
    case OPTION_APPEND: o->append = optarg; return true;
    case OPTION_TRACE: o->trace = optarg; return true;
    case OPTION_GDB: o->gdb = optarg; return true;
    case OPTION_TIMING: o->timing = optarg; return true;
    case OPTION_RECORD: o->record = optarg; return true;
    case OPTION_REPLAY: o->replay = optarg; return true;
    case OPTION_COUNTERS: o->counters = optarg; return true;
    case OPTION_SIGNATURE: o->signature = optarg; return true;
    case OPTION_DUMP_FDT: o->dump_fdt = optarg; return true;
    case OPTION_WAIT: return o->wait = true;
    case OPTION_HELP: return o->help = true;
    case OPTION_MAN: return o->man = true;
    case OPTION_VERSION: return o->version = true;
    case OPTION_EOF: return o->exit_on_eof = true;
    case OPTION_NO_REBOOT: return o->no_reboot = true;
    case OPTION_PACE: return o->pace = true;
    case OPTION_HINT: return o->hint = true;
    case OPTION_HTIF: return o->htif = true;
    case OPTION_LEGACY: return o->virtio_legacy = true;
    case OPTION_HASH: return o->state_hash = true;
    default: return false;
    }
}

/* `-kernel` would be `-k ernel`: a letter's value that makes a long name of the word is no value. */
static bool one_dash(int option, const char *word)
{
    for (int n = 0; option < LONG && optarg && word[0] == '-' && n < OPTIONS; n++)
        if (strcmp(word + 1, option_rows[n].name) == 0)
            return true;
    return false;
}

static bool one(struct options *o, int option, char **argv, struct failure *why)
{
    int row = row_of(option);
    if (row >= 0 && one_dash(option, argv[optind - 1]))
        return refuse(why, "%s: long options begin with two dashes", argv[optind - 1]);
    if (option == ':')
        return refuse(why, "option %s needs a value", argv[optind - 1]);
    if (row < 0)
        return refuse(why, "unknown option %s", argv[optind - 1]);
    if (simple(o, (enum option_id)row))
        return true;
    switch (row) {
    case OPTION_DRIVE: return add_drive(o, optarg, why);
    case OPTION_MEMORY: return memory_size(optarg, &o->memory, why);
    case OPTION_HARTS: return set_harts(o, optarg, why);
    case OPTION_ENGINE: return set_engine(o, optarg, why);
    case OPTION_GRANULARITY: return set_granularity(o, optarg, why);
    case OPTION_DISK_LATENCY: return plain_number("--disk-latency", optarg, UINT32_MAX, &o->disk_latency, why);
    case OPTION_CLOCK: return set_clock(o, optarg, why);
    case OPTION_RTC: return plain_number("--rtc", optarg, UINT32_MAX, &o->rtc_seconds, why);
    case OPTION_LIMIT: return plain_number("--time-limit", optarg, UINT64_MAX, &o->limit, why);
    case OPTION_COMPLETION: return set_completion(o, optarg, why);
    default: return refuse(why, "--%s is not obeyed", option_rows[row].name);
    }
}

static bool sensible(const struct options *o, struct failure *why)
{
    if (o->wait && !o->gdb)
        return refuse(why, "--wait is of use with --gdb only");
    if (o->signature && !o->htif)
        return refuse(why, "--signature is of use with --htif only");
    if (o->granularity && !o->signature)
        return refuse(why, "--signature-granularity is of use with --signature only");
    if (o->clock_given && !o->timing)
        return refuse(why, "--clock is of use with --timing only");
    if (o->record && o->replay)
        return refuse(why, "--record and --replay exclude each other");
    if (o->bios && strcmp(o->bios, "none") == 0 && !o->kernel && !o->dump_fdt && !o->gdb)
        return refuse(why, "nothing to run: --bios none without --kernel");
    return true;
}

bool options_parse(struct options *o, int argc, char **argv, struct failure *why)
{
    struct parser parser;
    int option;
    parser_make(&parser);
    *o = (struct options){.limit = UINT64_MAX, .rtc_seconds = 1767225600};
    optind = 0; /* getopt's own state starts afresh */
    opterr = 0;
    while ((option = getopt_long(argc, argv, parser.letters, parser.names, NULL)) != -1)
        if (!one(o, option, argv, why))
            return false;
    if (optind < argc && !o->kernel)
        o->kernel = argv[optind++];
    if (optind < argc)
        return refuse(why, "unexpected argument %s", argv[optind]);
    return o->help || o->man || o->completion || o->version || sensible(o, why);
}
