/* Generated from abi/errors.yaml by tools/abigen. Do not edit. */
#pragma once

#define PE_OK 0 /* no error */
#define PE_PERM 1 /* not permitted */
#define PE_NOENT 2 /* no such file or object */
#define PE_IO 5 /* input/output error */
#define PE_2BIG 7 /* too large */
#define PE_NOEXEC 8 /* not an executable for this machine */
#define PE_BADF 9 /* bad handle */
#define PE_AGAIN 0xb /* try again */
#define PE_NOMEM 0xc /* out of memory */
#define PE_FAULT 0xe /* bad address */
#define PE_BUSY 0x10 /* busy */
#define PE_EXIST 0x11 /* exists already */
#define PE_XDEV 0x12 /* crosses file systems */
#define PE_NOTDIR 0x14 /* not a directory */
#define PE_ISDIR 0x15 /* is a directory */
#define PE_INVAL 0x16 /* invalid argument */
#define PE_MFILE 0x18 /* too many open files */
#define PE_FBIG 0x1b /* file too large */
#define PE_NOSPC 0x1c /* no space left */
#define PE_ROFS 0x1e /* read-only */
#define PE_RANGE 0x22 /* out of range */
#define PE_NAMETOOLONG 0x24 /* name too long */
#define PE_NOSYS 0x26 /* no such operation */
#define PE_NOTEMPTY 0x27 /* directory not empty */
#define PE_PROTO 0x47 /* protocol error */
#define PE_QUOTA 0x40 /* quota exhausted */
#define PE_REVOKED 0x41 /* revoked */
#define PE_KILLED 0x42 /* killed */
#define PE_CALLEE 0x43 /* the service faulted during the call */
#define PE_REFUSED 0x44 /* the call was refused */
#define PE_TIMEOUT 0x45 /* timed out */
#define PE_INTR 0x46 /* interrupted */
#define PE_VERSION 0x48 /* ABI version mismatch */
#define PE_UNCLEAN 0x49 /* the file system needs recovery */

/* X(NAME, number, text) for each error */
#define PE_ERRORS(X) \
    X(OK, 0, "no error") \
    X(PERM, 1, "not permitted") \
    X(NOENT, 2, "no such file or object") \
    X(IO, 5, "input/output error") \
    X(2BIG, 7, "too large") \
    X(NOEXEC, 8, "not an executable for this machine") \
    X(BADF, 9, "bad handle") \
    X(AGAIN, 11, "try again") \
    X(NOMEM, 12, "out of memory") \
    X(FAULT, 14, "bad address") \
    X(BUSY, 16, "busy") \
    X(EXIST, 17, "exists already") \
    X(XDEV, 18, "crosses file systems") \
    X(NOTDIR, 20, "not a directory") \
    X(ISDIR, 21, "is a directory") \
    X(INVAL, 22, "invalid argument") \
    X(MFILE, 24, "too many open files") \
    X(FBIG, 27, "file too large") \
    X(NOSPC, 28, "no space left") \
    X(ROFS, 30, "read-only") \
    X(RANGE, 34, "out of range") \
    X(NAMETOOLONG, 36, "name too long") \
    X(NOSYS, 38, "no such operation") \
    X(NOTEMPTY, 39, "directory not empty") \
    X(PROTO, 71, "protocol error") \
    X(QUOTA, 64, "quota exhausted") \
    X(REVOKED, 65, "revoked") \
    X(KILLED, 66, "killed") \
    X(CALLEE, 67, "the service faulted during the call") \
    X(REFUSED, 68, "the call was refused") \
    X(TIMEOUT, 69, "timed out") \
    X(INTR, 70, "interrupted") \
    X(VERSION, 72, "ABI version mismatch") \
    X(UNCLEAN, 73, "the file system needs recovery")
