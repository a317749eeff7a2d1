/* Annotations of an interface header: what the compiler cannot see and the stubs must know.
 *
 * An interface is an ordinary C header. `stubgen` reads it and writes the stubs of every binding; what
 * it cannot make safe it refuses at the header's line. Compilers other than stubgen's see nothing here.
 *
 *     XS_INTERFACE(store)
 *     long store_read(int handle, void *buf XS_OUT(len), size_t len) XS_LENGTH(len);
 *
 * On pointer parameters. `len` is a size_t parameter of the same function or a constant, in bytes:
 *   XS_IN(len)     the service may read [p, p + len)
 *   XS_OUT(len)    the service may write it
 *   XS_INOUT(len)  both
 *   XS_STRING(max) const char *: the service gets a private copy, at most max bytes with the final
 *                  zero; longer strings are refused with -PE_NAMETOOLONG
 * A null pointer is allowed where the length is 0. At most four buffers and strings together. A structure
 * under XS_IN with a constant length is copied before the service sees it.
 *
 * On functions, after the parameter list. Results are int, long, unsigned types or void; the negative
 * ones are errors: -PE_* (abi/errors.yaml), also when the call itself failed.
 *   XS_LENGTH(len)    a result >= 0 is a length, at most the parameter `len`: the stub checks it. Of an
 *                     XS_OUT(len) buffer that many bytes count; under `ipc` no others are handed over
 *   XS_STACK(bytes)   stack that the function needs; default 2048
 *   XS_FRAMES(n)      nested far calls that it needs; default 4
 *   XS_TRUSTS_CALLEE  lighter client stub: no protection asked for, no stack wiped
 *   XS_TRUSTS_CALLER  lighter server stub: no protection asked for, buffers not checked, no wipe
 *   XS_CLEANUP        void f(int error, unsigned gate): no client's to call. The kernel runs it when a call into the service
 *                     is unwound, as that call: unlock what it held, put right what it left half done. `far` only
 *   XS_ALONE          cannot be asked for in a batch (postern/batch.h): for functions that are granted one by one
 *   XS_KEEPS          the service lets a device hold what it was granted after the call has ended. XS_ALONE too; under `ipc`,
 *                     where a service is granted nothing of its client's, the answer is -PE_NOSYS
 */
#ifndef POSTERN_INTERFACE_H
#define POSTERN_INTERFACE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __clang__
#define XS_NOTE(text) __attribute__((annotate(text)))
#else
#define XS_NOTE(text)
#endif
#define XS_TEXT_(x) #x
#define XS_TEXT(x)  XS_TEXT_(x)

#define XS_INTERFACE(name) extern const char xs_interface_##name[];

#define XS_IN(len)       XS_NOTE("xs:in:" XS_TEXT(len))
#define XS_OUT(len)      XS_NOTE("xs:out:" XS_TEXT(len))
#define XS_INOUT(len)    XS_NOTE("xs:inout:" XS_TEXT(len))
#define XS_STRING(max)   XS_NOTE("xs:string:" XS_TEXT(max))
#define XS_LENGTH(len)   XS_NOTE("xs:length:" XS_TEXT(len))
#define XS_STACK(bytes)  XS_NOTE("xs:stack:" XS_TEXT(bytes))
#define XS_FRAMES(n)     XS_NOTE("xs:frames:" XS_TEXT(n))
#define XS_TRUSTS_CALLEE XS_NOTE("xs:trusts_callee:")
#define XS_TRUSTS_CALLER XS_NOTE("xs:trusts_caller:")
#define XS_ALONE         XS_NOTE("xs:alone:")
#define XS_KEEPS         XS_NOTE("xs:keeps:")
#define XS_CLEANUP       XS_NOTE("xs:cleanup:")

#endif
