/* The server: sockets, acknowledgement, state. What packets mean is in gdb_command.c and its neighbours. */
#include "debug/gdb.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "debug/gdb_state.h"

static int listen_tcp(const char *text, struct failure *why)
{
    char *end;
    unsigned long port = strtoul(text, &end, 10);
    int fd, on = 1;
    if (*end || end == text || port == 0 || port > 65535) {
        refuse(why, "--gdb %s: expected a port number (1 to 65535) or unix:PATH", text);
        return -1;
    }
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 1) == 0)
        return fd;
    refuse(why, "--gdb %s: cannot listen on the port: %s", text, strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

/* A socket that nobody serves any more, left by a process that was killed. */
static bool is_stale(const struct sockaddr_un *address)
{
    struct stat found;
    if (lstat(address->sun_path, &found) != 0 || !S_ISSOCK(found.st_mode))
        return false;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool refused =
        fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 && errno == ECONNREFUSED;
    if (fd >= 0)
        close(fd);
    return refused;
}

static bool bind_unix(int fd, const struct sockaddr_un *address)
{
    const struct sockaddr *a = (const struct sockaddr *)address;
    if (bind(fd, a, sizeof *address) == 0)
        return true;
    int why = errno;
    if (why == EADDRINUSE && is_stale(address) && unlink(address->sun_path) == 0)
        return bind(fd, a, sizeof *address) == 0;
    errno = why;
    return false;
}

static int listen_unix(const char *path, struct failure *why)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        refuse(why, "--gdb unix:%s: the path is longer than %zu bytes", path, sizeof address.sun_path - 1);
        return -1;
    }
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && bind_unix(fd, &address) && listen(fd, 1) == 0)
        return fd;
    refuse(why, "--gdb unix:%s: cannot listen: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

struct gdb *gdb_listen(const char *address, struct machine *m, struct failure *why)
{
    bool is_unix = strncmp(address, "unix:", 5) == 0;
    int fd = is_unix ? listen_unix(address + 5, why) : listen_tcp(address, why);
    if (fd < 0)
        return NULL;
    struct gdb *g = calloc(1, sizeof *g);
    if (!g) {
        close(fd);
        refuse(why, "no memory for the debugger's server");
        return NULL;
    }
    g->machine = m;
    g->listener = fd;
    g->client = -1;
    g->unix_path = is_unix ? strdup(address + 5) : NULL;
    return g;
}

static void drop_client(struct gdb *g)
{
    if (g->client >= 0)
        close(g->client);
    g->client = -1;
    gdb_forget_breaks(g);
    if (g->state != GDB_KILLED)
        g->state = GDB_ABSENT;
}

void gdb_close(struct gdb *g)
{
    if (!g)
        return;
    drop_client(g);
    close(g->listener);
    if (g->unix_path)
        unlink(g->unix_path);
    free(g->unix_path);
    free(g->target_xml);
    free(g);
}

enum gdb_state gdb_state(const struct gdb *g)
{
    return g->state;
}

void gdb_hold(struct gdb *g)
{
    g->state = GDB_HALTED;
}

int gdb_fd(const struct gdb *g)
{
    return g->client >= 0 ? g->client : g->listener;
}

static void accept_client(struct gdb *g)
{
    int on = 1;
    struct timeval patience = {5, 0}; /* a client that does not read is dropped, not waited for */
    g->client = accept4(g->listener, NULL, NULL, SOCK_CLOEXEC);
    if (g->client < 0)
        return;
    setsockopt(g->client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(g->client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    memset(&g->in, 0, offsetof(struct packet_in, data));
    g->no_ack = g->swbreak = false;
    g->thread = machine_current(g->machine);
    g->last_size = 0;
    g->state = GDB_HALTED;
}

static void transmit(struct gdb *g, const char *bytes, size_t size)
{
    while (size && g->client >= 0) {
        ssize_t n = send(g->client, bytes, size, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            drop_client(g);
            return;
        }
        bytes += n;
        size -= (size_t)n;
    }
}

void gdb_send(struct gdb *g)
{
    g->last_size = packet_frame(&g->out, g->last);
    transmit(g, g->last, g->last_size);
}

static void interrupt(struct gdb *g)
{
    if (g->state != GDB_RUNNING)
        return;
    g->state = GDB_HALTED;
    packet_begin(&g->out);
    packet_text(&g->out, "T02thread:%x;", machine_current(g->machine) + 1);
    gdb_send(g);
}

/* A command that lets the machine run gets its reply when it stops. */
static void command(struct gdb *g)
{
    if (!g->no_ack)
        transmit(g, "+", 1);
    packet_begin(&g->out);
    gdb_command(g, g->in.data, g->in.size);
    if (g->state == GDB_RUNNING || g->state == GDB_KILLED || g->client < 0)
        return;
    if (g->out.full) {
        packet_begin(&g->out);
        gdb_error(g);
    }
    gdb_send(g);
}

static void event(struct gdb *g, enum packet_event what)
{
    switch (what) {
    case PACKET_READY: command(g); break;
    case PACKET_BAD:
        if (!g->no_ack)
            transmit(g, "-", 1);
        break;
    case PACKET_NACK: transmit(g, g->last, g->last_size); break;
    case PACKET_INTERRUPT: interrupt(g); break;
    case PACKET_ACK:
    case PACKET_NOTHING: break;
    }
}

void gdb_service(struct gdb *g)
{
    uint8_t bytes[4096];
    if (g->client < 0) {
        accept_client(g);
        return;
    }
    ssize_t n = recv(g->client, bytes, sizeof bytes, 0);
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
        drop_client(g);
    for (ssize_t i = 0; i < n && g->client >= 0; i++)
        event(g, packet_feed(&g->in, bytes[i]));
}

void gdb_exited(struct gdb *g, unsigned code)
{
    if (g->client < 0)
        return;
    packet_begin(&g->out);
    packet_text(&g->out, "W%02x", code & 0xff);
    gdb_send(g);
}
