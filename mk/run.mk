# What `make run` boots, and what lies on its disk.
#
# A room puts files on the disk with lines of data in its unit.mk, host file or folder : path on the disk:
#
#   DISK_FILES += $(GOUT)/far/lua.elf:/bin/lua programs/lua/scripts:/lua
#
# Built files (under build/) are renewed on the disk when they change; anything else only when a new disk is made.
DISK_FILES += README.md:/README.md CONTRIBUTING.md:/CONTRIBUTING.md LICENSE:/LICENSE NEWS.md:/NEWS.md docs:/docs abi:/abi

disk_hosts := $(foreach f,$(DISK_FILES),$(firstword $(subst :, ,$(f))))
.PHONY: disk-files disk-reset run-files
# Words, one per line, into a file that others may be reading.
list_into = @mkdir -p $(BUILD); printf '%s\n' $(2) >$(1).$$$$ && mv $(1).$$$$ $(1)
disk-files: $(filter $(BUILD)/%,$(disk_hosts))
	$(call list_into,$(BUILD)/disk.manifest,$(DISK_FILES))
run-files: $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE) $(RUN_TOUR) disk-files
	$(call list_into,$(BUILD)/run.paths,$(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE) $(RUN_TOUR))
run:
	@tools/run $(ARGS)
disk-reset: disk-files
	@tools/disk reset
