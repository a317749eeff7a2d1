#include "translate/code.h"

#include <sys/mman.h>
#include <unistd.h>

static void *map(int fd, int rights)
{
    void *at = mmap(NULL, CODE_SIZE, rights, MAP_SHARED, fd, 0);
    return at == MAP_FAILED ? NULL : at;
}

bool code_map(struct code *code)
{
    *code = (struct code){0};
    int fd = memfd_create("postern-code", MFD_CLOEXEC);
    if (fd < 0)
        return false;
    if (ftruncate(fd, CODE_SIZE) == 0) {
        code->write = map(fd, PROT_READ | PROT_WRITE);
        code->run = map(fd, PROT_READ | PROT_EXEC);
    }
    close(fd);
    if (code->write && code->run)
        return true;
    code_unmap(code);
    return false;
}

void code_unmap(struct code *code)
{
    if (code->write)
        munmap(code->write, CODE_SIZE);
    if (code->run)
        munmap((void *)(uintptr_t)code->run, CODE_SIZE);
    *code = (struct code){0};
}
