/* stubgen: reads an interface header and writes the stubs of every binding.
 *
 *   stubgen [--fp] --out FOLDER [-I... | -isystem FOLDER | -D...] HEADER
 *
 * Writes FOLDER/far-client.S, far-server.S, ipc-client.c, ipc-server.c, requests.h, perform.c, queue-client.c, queue-server.c, and stubs.d, which makes FOLDER/.done
 * depend on every file that was read. Status 0; 1: the header has
 * mistakes, each told as HEADER:line: message, and nothing was written; 2: it could not be read or the
 * output not be written. */
#include <stdio.h>
#include <string.h>

#include "stubgen/check.h"
#include "stubgen/emit.h"
#include "stubgen/parse.h"
#include "stubgen/report.h"

struct options {
    const char *header, *out;
    const char **flags;
    int flag_count;
    bool fp;
};

static struct options read_options(int argc, char **argv)
{
    struct options o = {.flags = keep_memory(sizeof *o.flags * (size_t)argc)};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--fp") == 0)
            o.fp = true;
        else if (strcmp(argv[i], "--out") == 0 && i + 1 < argc)
            o.out = argv[++i];
        else if (strcmp(argv[i], "-isystem") == 0 && i + 1 < argc) {
            o.flags[o.flag_count++] = argv[i];
            o.flags[o.flag_count++] = argv[++i];
        } else if (argv[i][0] == '-')
            o.flags[o.flag_count++] = argv[i];
        else if (!o.header)
            o.header = argv[i];
        else
            fail("more than one header: %s and %s", o.header, argv[i]);
    }
    if (!o.header || !o.out)
        fail("usage: stubgen [--fp] --out FOLDER [compiler flags] HEADER");
    return o;
}

int main(int argc, char **argv)
{
    struct options o = read_options(argc, argv);
    struct interface *in = parse_header(o.header, o.fp, o.flags, o.flag_count);
    if (in->broken) {
        report_all(o.header);
        return 1;
    }
    resolve_notes(in, o.flags, o.flag_count);
    check_interface(in);
    if (report_all(o.header))
        return 1;
    in->out = o.out;
    emit_file(o.out, "far-client.S", emit_far_client, in);
    emit_file(o.out, "far-server.S", emit_far_server, in);
    emit_file(o.out, "ipc-client.c", emit_ipc_client, in);
    emit_file(o.out, "ipc-server.c", emit_ipc_server, in);
    emit_file(o.out, "requests.h", emit_requests, in);
    emit_file(o.out, "perform.c", emit_perform, in);
    emit_file(o.out, "queue-client.c", emit_queue_client, in);
    emit_file(o.out, "queue-server.c", emit_queue_server, in);
    emit_file(o.out, "stubs.d", emit_dependencies, in);
    return 0;
}
