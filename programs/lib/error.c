#include "error.h"

#include <errno.h>

#include <postern/error.h>

static int errno_of(long code)
{
    switch (code) {
    case PE_PERM: return EPERM;
    case PE_NOENT: return ENOENT;
    case PE_2BIG: return E2BIG;
    case PE_NOEXEC: return ENOEXEC;
    case PE_BADF: return EBADF;
    case PE_AGAIN: return EAGAIN;
    case PE_NOMEM:
    case PE_QUOTA: return ENOMEM;
    case PE_FAULT: return EFAULT;
    case PE_BUSY: return EBUSY;
    case PE_EXIST: return EEXIST;
    case PE_XDEV: return EXDEV;
    case PE_NOTDIR: return ENOTDIR;
    case PE_ISDIR: return EISDIR;
    case PE_INVAL: return EINVAL;
    case PE_MFILE: return EMFILE;
    case PE_FBIG: return EFBIG;
    case PE_NOSPC: return ENOSPC;
    case PE_ROFS: return EROFS;
    case PE_RANGE: return ERANGE;
    case PE_NAMETOOLONG: return ENAMETOOLONG;
    case PE_NOSYS: return ENOSYS;
    case PE_NOTEMPTY: return ENOTEMPTY;
    case PE_INTR: return EINTR;
    case PE_TIMEOUT: return ETIMEDOUT;
    default: return EIO;
    }
}

long error_result(long result)
{
    if (result >= 0)
        return result;
    errno = errno_of(-result);
    return -1;
}
