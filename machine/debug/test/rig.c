#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests.h"

/* addi t1, t1, 1 ; sd t1, 64(a1) ; ld t2, 64(a1) ; j -12 */
static const uint32_t code[] = {0x00130313, 0x0465b023, 0x0405b383, 0xff5ff06f};

struct debug_rig *debug_rig_new(void)
{
    struct debug_rig *r = calloc(1, sizeof *r);
    struct failure why = {""};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct machine_config config = {.ram_size = 4 << 20, .kernel = {"code", (const uint8_t *)code, sizeof code}};
    char name[128];
    assert_non_null(r);
    r->machine = machine_new(&config, &why);
    assert_non_null(r->machine);
    snprintf(address.sun_path, sizeof address.sun_path, "/tmp/postern-test-debug.%d", getpid());
    snprintf(name, sizeof name, "unix:%s", address.sun_path);
    r->gdb = gdb_listen(name, r->machine, &why);
    assert_string_equal(why.text, "");
    r->fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(r->fd, (struct sockaddr *)&address, sizeof address), 0);
    gdb_service(r->gdb);
    assert_int_equal(gdb_state(r->gdb), GDB_HALTED);
    return r;
}

void debug_rig_free(struct debug_rig *r)
{
    close(r->fd);
    gdb_close(r->gdb);
    machine_free(r->machine);
    free(r);
}

void debug_write(struct debug_rig *r, const void *bytes, size_t size)
{
    assert_int_equal(send(r->fd, bytes, size, MSG_NOSIGNAL), size);
}

static bool readable(int fd)
{
    struct pollfd p = {fd, POLLIN, 0};
    return poll(&p, 1, 0) > 0;
}

void debug_settle(struct debug_rig *r)
{
    size_t size = 0;
    bool more = true;
    while (more) {
        more = readable(gdb_fd(r->gdb));
        if (more)
            gdb_service(r->gdb);
        while (readable(r->fd) && size < sizeof r->reply - 1) {
            ssize_t n = recv(r->fd, r->reply + size, sizeof r->reply - 1 - size, 0);
            if (n <= 0)
                break;
            size += (size_t)n;
            more = true;
        }
    }
    r->reply[size] = 0;
}

const char *debug_ask(struct debug_rig *r, const char *packet)
{
    unsigned sum = 0;
    char tail[4];
    for (const char *p = packet; *p; p++)
        sum += (unsigned char)*p;
    snprintf(tail, sizeof tail, "#%02x", sum & 0xff);
    debug_write(r, "$", 1);
    debug_write(r, packet, strlen(packet));
    debug_write(r, tail, 3);
    debug_settle(r);
    char *start = strrchr(r->reply, '$'), *end = start ? strchr(start, '#') : NULL;
    if (!end)
        return "";
    *end = 0;
    return start + 1;
}
