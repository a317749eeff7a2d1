# Lua 5.4 from Debian's source.
LUA_SRC := third/lua5.4/src
$(LUA_SRC)/%.c: third/lua5.4/.done ;

GUEST_LIBS += liblua
liblua.dir   := $(LUA_SRC)
liblua.srcs  := lapi.c lauxlib.c lbaselib.c lcode.c lcorolib.c lctype.c ldblib.c ldebug.c ldo.c ldump.c lfunc.c lgc.c \
    linit.c liolib.c llex.c lmathlib.c lmem.c loadlib.c lobject.c lopcodes.c loslib.c lparser.c lstate.c lstring.c \
    lstrlib.c ltable.c ltablib.c ltm.c lua.c lundump.c lutf8lib.c lvm.c lzio.c
liblua.fp    := 1
liblua.inc   := programs/lua/include
liblua.flags := -w -include programs/lua/include/line.h -Dmain=lua_main -DLUA_PATH_DEFAULT='"./?.lua;/lua/?.lua"'
liblua.needs := third/lua5.4/.done

GUEST_PROGS += lua
lua.dir  := programs/lua
lua.srcs := main.c
lua.uses := console fs
lua.libs := liblua proglib-fp
lua.inc  := programs programs/lua
lua.fp   := 1

DISK_FILES += $(GOUT)/far/lua.elf:/bin/lua programs/lua/scripts:/lua
