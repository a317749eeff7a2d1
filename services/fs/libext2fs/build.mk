# libext2fs of e2fsprogs (third/e2fsprogs), for the guest (integer ABI) and for the host's tests, from the
# sources that the service needs. No configure run: config.h and ext2_types.h here hold its answers.
EXT2FS      := third/e2fsprogs/lib
EXT2FS_OURS := services/fs/libext2fs
EXT2FS_GEN  := $(GEN)/libext2fs
EXT2FS_INC  := -I$(EXT2FS_OURS) -I$(EXT2FS_GEN) -I$(EXT2FS_GEN)/ext2fs -I$(EXT2FS)
# For those who include the library's headers: without our warnings.
EXT2FS_JOURNAL_INC := -I$(EXT2FS)/.. -I$(EXT2FS)/../e2fsck
EXT2FS_SYSTEM := $(patsubst -I%,-isystem %,$(EXT2FS_INC) $(EXT2FS_JOURNAL_INC)) -DDEBUGFS

EXT2FS_SRCS := alloc alloc_sb alloc_stats alloc_tables atexit badblocks bb_inode bitmaps bitops blkmap64_ba \
    blkmap64_rb blknum block bmap check_desc closefs crc16 crc32c csum dblist dblist_dir dir_iterate dirblock \
    dirhash expanddir ext_attr extent fallocate fileio freefs gen_bitmap gen_bitmap64 get_num_dirs hashmap \
    i_block icount ind_block initialize inline inline_data inode io_manager link lookup mkdir mmp \
    namei native newdir nls_utf8 openfs orphan progress punch rbtree read_bb res_gdt rw_bitmaps sha512 swapfs \
    symlink unlink valid_blk version
# The journal: e2fsprogs' own, of debugfs (the ways in) and of e2fsck (the kernel's recovery, nearly unchanged);
# absent.c is ours.
EXT2FS_JOURNAL := debugfs/journal e2fsck/recovery e2fsck/revoke absent
EXT2FS_READY := $(EXT2FS_GEN)/.done

# Third-party code is compiled without our warnings, and with its own dialect.
# Its memory comes from the service's arena (services/fs/arena.h).
EXT2FS_CFLAGS := -std=gnu11 -w -g -O2 -DHAVE_CONFIG_H -Dmalloc=arena_malloc -Dcalloc=arena_calloc \
    -Drealloc=arena_realloc -Dfree=arena_free -ffunction-sections -fdata-sections '-ffile-prefix-map=$(CURDIR)=.'

# Generated sources: the error table (by e2fsprogs' own awk scripts) and the CRC table (by its own program).
$(EXT2FS_READY): third/e2fsprogs/.done $(EXT2FS_OURS)/build.mk $(EXT2FS_OURS)/network_order.h
	@mkdir -p $(EXT2FS_GEN)/ext2fs $(EXT2FS_GEN)/arpa
	$(Q)cp $(EXT2FS_OURS)/network_order.h $(EXT2FS_GEN)/arpa/inet.h
	$(call say,GEN,libext2fs)
	$(Q)awk -f $(EXT2FS)/et/et_h.awk outfile=$(EXT2FS_GEN)/ext2fs/ext2_err.h outfn=ext2_err.h $(EXT2FS)/ext2fs/ext2_err.et.in
	$(Q)$(HOST_CC) -w $(EXT2FS_INC) -o $(EXT2FS_GEN)/gen_crc32ctable $(EXT2FS)/ext2fs/gen_crc32ctable.c
	$(Q)$(EXT2FS_GEN)/gen_crc32ctable >$(EXT2FS_GEN)/ext2fs/crc32c_table.h
	@touch $@

$(GOUT)/third/libext2fs/%.o: $(EXT2FS_READY) $(wildcard $(EXT2FS_OURS)/*.h)
	@mkdir -p $(@D)
	$(call say,GUESTCC,libext2fs/$*.c)
	$(Q)$(GUEST_CC) $(EXT2FS_CFLAGS) -mcmodel=medany $(GUEST_INT) --specs=picolibc.specs \
	    $(EXT2FS_INC) -c $(EXT2FS)/ext2fs/$*.c -o $@

$(HOUT)/third/libext2fs/%.o: $(EXT2FS_READY) $(wildcard $(EXT2FS_OURS)/*.h)
	@mkdir -p $(@D)
	$(call say,CC,libext2fs/$*.c)
	$(Q)$(HOST_CC) $(EXT2FS_CFLAGS) $(EXT2FS_$(VARIANT)) $(EXT2FS_INC) -c $(EXT2FS)/ext2fs/$*.c -o $@

# What recovery would print goes nowhere, and what it would stop for is an error that its callers see (recover.c).
EXT2FS_JOURNAL_CFLAGS := $(EXT2FS_CFLAGS) -DDEBUGFS -DNDEBUG -Dprintf=recovery_says -fno-builtin-printf \
    $(EXT2FS_INC) $(EXT2FS_JOURNAL_INC)

ext2fs_journal = $(if $(filter absent,$(1)),$(EXT2FS_OURS),third/e2fsprogs)/$(1).c
$(GOUT)/third/journal/%.o: $(EXT2FS_READY) $(wildcard $(EXT2FS_OURS)/*.h $(EXT2FS_OURS)/*/*.h $(EXT2FS_OURS)/*.c)
	@mkdir -p $(@D)
	$(call say,GUESTCC,journal/$*.c)
	$(Q)$(GUEST_CC) $(EXT2FS_JOURNAL_CFLAGS) -mcmodel=medany $(GUEST_INT) --specs=picolibc.specs -c $(call ext2fs_journal,$*) -o $@

$(HOUT)/third/journal/%.o: $(EXT2FS_READY) $(wildcard $(EXT2FS_OURS)/*.h $(EXT2FS_OURS)/*/*.h $(EXT2FS_OURS)/*.c)
	@mkdir -p $(@D)
	$(call say,CC,journal/$*.c)
	$(Q)$(HOST_CC) $(EXT2FS_JOURNAL_CFLAGS) $(EXT2FS_$(VARIANT)) -c $(call ext2fs_journal,$*) -o $@

# The library computes with misaligned and shifted values on purpose; addresses are what the tests guard.
EXT2FS_asan := -O1 -fsanitize=address -fno-omit-frame-pointer

EXT2FS_GUEST := $(GOUT)/third/libext2fs.a
$(EXT2FS_GUEST): $(EXT2FS_SRCS:%=$(GOUT)/third/libext2fs/%.o) $(EXT2FS_JOURNAL:%=$(GOUT)/third/journal/%.o)
	@rm -f $@
	$(Q)$(GUEST_AR) rcsD $@ $^

$(HOUT)/lib/ext2fs.a: $(EXT2FS_SRCS:%=$(HOUT)/third/libext2fs/%.o) $(EXT2FS_JOURNAL:%=$(HOUT)/third/journal/%.o)
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)$(HOST_AR) rcsD $@ $^
