# fs: the file system service (ext2, ext3, ext4), on libext2fs and the block service.
include services/fs/libext2fs/build.mk

FS_SRCS := gates.c session.c super.c recover.c journal.c log.c change.c freed.c orphan.c cut.c device.c cache.c arena.c error.c \
           handle.c node.c run.c path.c data.c map.c names.c dir.c readdir.c rename.c

GUEST_SERVICES += fs
fs.dir       := services/fs
fs.srcs      := $(FS_SRCS) clock.c
fs.interface := services/fs/fs.h
fs.uses      := block
fs.flags     := $(EXT2FS_SYSTEM)
fs.libs      := $(EXT2FS_GUEST)
fs.needs     := $(EXT2FS_READY)
