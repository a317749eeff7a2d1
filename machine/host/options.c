#include "host/options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPT_HARTS = 256,
    OPT_RTC,
    OPT_ENGINE,
    OPT_RECORD,
    OPT_REPLAY,
    OPT_LIMIT,
    OPT_EOF,
    OPT_NO_REBOOT,
    OPT_PACE,
    OPT_HINT,
    OPT_COUNTERS,
    OPT_HASH,
    OPT_DUMP_FDT,
    OPT_HTIF,
    OPT_SIGNATURE,
    OPT_GRANULARITY,
};

static const char short_options[] = ":b:k:i:a:d:m:t:g:whV";
static const struct option long_options[] = {
    {"bios", required_argument, NULL, 'b'},
    {"kernel", required_argument, NULL, 'k'},
    {"initrd", required_argument, NULL, 'i'},
    {"append", required_argument, NULL, 'a'},
    {"drive", required_argument, NULL, 'd'},
    {"memory", required_argument, NULL, 'm'},
    {"harts", required_argument, NULL, OPT_HARTS},
    {"rtc", required_argument, NULL, OPT_RTC},
    {"engine", required_argument, NULL, OPT_ENGINE},
    {"record", required_argument, NULL, OPT_RECORD},
    {"replay", required_argument, NULL, OPT_REPLAY},
    {"time-limit", required_argument, NULL, OPT_LIMIT},
    {"exit-on-eof", no_argument, NULL, OPT_EOF},
    {"no-reboot", no_argument, NULL, OPT_NO_REBOOT},
    {"pace", no_argument, NULL, OPT_PACE},
    {"hint", no_argument, NULL, OPT_HINT},
    {"counters", required_argument, NULL, OPT_COUNTERS},
    {"state-hash", no_argument, NULL, OPT_HASH},
    {"trace", required_argument, NULL, 't'},
    {"dump-fdt", required_argument, NULL, OPT_DUMP_FDT},
    {"htif", no_argument, NULL, OPT_HTIF},
    {"signature", required_argument, NULL, OPT_SIGNATURE},
    {"signature-granularity", required_argument, NULL, OPT_GRANULARITY},
    {"gdb", required_argument, NULL, 'g'},
    {"wait", no_argument, NULL, 'w'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

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

static bool memory_size(const char *text, uint64_t *bytes, struct failure *why)
{
    static const char units[] = "KMG";
    const char *rest, *unit;
    if (number(text, UINT64_C(1) << 40, bytes, &rest) && *bytes && *rest) {
        unit = strchr(units, toupper((unsigned char)*rest));
        unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 64;
        if (unit && !rest[1] && *bytes <= UINT64_C(1) << 40 >> shift) {
            *bytes <<= shift;
            return true;
        }
    } else if (*bytes && !*rest) {
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
    o->translate = strcmp(text, "translator") == 0;
    return o->translate || strcmp(text, "interpreter") == 0 ||
           refuse(why, "--engine %s: expected interpreter or translator", text);
}

/* Options without further meaning than their text, or than being there. */
static bool simple(struct options *o, int option)
{
    switch (option) {
    case 'b': o->bios = optarg; return true;
    case 'k': o->kernel = optarg; return true;
    case 'i': o->initrd = optarg; return true;
    case 'a': o->append = optarg; return true;
    case 't': o->trace = optarg; return true;
    case 'g': o->gdb = optarg; return true;
    case 'w': return o->wait = true;
    case 'h': return o->help = true;
    case 'V': return o->version = true;
    case OPT_RECORD: o->record = optarg; return true;
    case OPT_REPLAY: o->replay = optarg; return true;
    case OPT_COUNTERS: o->counters = optarg; return true;
    case OPT_DUMP_FDT: o->dump_fdt = optarg; return true;
    case OPT_EOF: return o->exit_on_eof = true;
    case OPT_NO_REBOOT: return o->no_reboot = true;
    case OPT_PACE: return o->pace = true;
    case OPT_HINT: return o->hint = true;
    case OPT_HTIF: return o->htif = true;
    case OPT_SIGNATURE: o->signature = optarg; return true;
    case OPT_HASH: return o->state_hash = true;
    default: return false;
    }
}

static bool one(struct options *o, int option, char **argv, struct failure *why)
{
    if (simple(o, option))
        return true;
    switch (option) {
    case 'd': return add_drive(o, optarg, why);
    case 'm': return memory_size(optarg, &o->memory, why);
    case OPT_HARTS: return set_harts(o, optarg, why);
    case OPT_ENGINE: return set_engine(o, optarg, why);
    case OPT_RTC: return plain_number("--rtc", optarg, UINT32_MAX, &o->rtc_seconds, why);
    case OPT_GRANULARITY: return set_granularity(o, optarg, why);
    case OPT_LIMIT: return plain_number("--time-limit", optarg, UINT64_MAX, &o->limit, why);
    case ':': return refuse(why, "option %s needs a value", argv[optind - 1]);
    default: return refuse(why, "unknown option %s", argv[optind - 1]);
    }
}

static bool sensible(const struct options *o, struct failure *why)
{
    if (o->wait && !o->gdb)
        return refuse(why, "--wait is of use with --gdb only");
    if (o->signature && !o->htif)
        return refuse(why, "--signature is of use with --htif only");
    if (o->record && o->replay)
        return refuse(why, "--record and --replay exclude each other");
    if (o->bios && strcmp(o->bios, "none") == 0 && !o->kernel && !o->dump_fdt && !o->gdb)
        return refuse(why, "nothing to run: --bios none without --kernel");
    return true;
}

bool options_parse(struct options *o, int argc, char **argv, struct failure *why)
{
    int option;
    *o = (struct options){.limit = UINT64_MAX, .rtc_seconds = 1767225600, .granularity = 4};
    optind = 0; /* getopt's own state starts afresh */
    opterr = 0;
    while ((option = getopt_long(argc, argv, short_options, long_options, NULL)) != -1)
        if (!one(o, option, argv, why))
            return false;
    if (optind < argc && !o->kernel)
        o->kernel = argv[optind++];
    if (optind < argc)
        return refuse(why, "unexpected argument %s", argv[optind]);
    return o->help || o->version || sensible(o, why);
}
