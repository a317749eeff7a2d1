GUEST_PROGS += segs
segs.dir  := programs/segs
segs.srcs := main.c state.c
segs.uses := console fs loader
segs.libs := proglib
segs.inc  := programs

DISK_FILES += $(GOUT)/far/segs.elf:/bin/segs
