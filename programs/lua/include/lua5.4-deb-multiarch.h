/* Debian's luaconf.h asks for this; packaging makes it elsewhere. */
#define DEB_HOST_MULTIARCH "riscv64-postern"
