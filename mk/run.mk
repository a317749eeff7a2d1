# What `make run` boots, and what lies on its disk.
#
# A room puts files on the disk with lines of data in its unit.mk, host file or folder : path on the disk:
#
#   DISK_FILES += $(GOUT)/far/lua.elf:/bin/lua programs/lua/scripts:/lua
#
# Built files (under build/) are renewed on the disk when they change; anything else only when a new disk is made.
RUN_KERNEL ?= $(KERNEL_ELF)
RUN_IMAGE  ?= $(GOUT)/images/postern.img
RUN_TOUR   ?= $(GOUT)/images/tour.img
DISK_FILES += README.md:/README.md CONTRIBUTING.md:/CONTRIBUTING.md LICENSE:/LICENSE NEWS.md:/NEWS.md docs:/docs abi:/abi

disk_hosts := $(foreach f,$(DISK_FILES),$(firstword $(subst :, ,$(f))))
.PHONY: disk-files disk-reset run-files
disk-files: $(filter $(BUILD)/%,$(disk_hosts))
	@mkdir -p $(BUILD)
	@printf '%s\n' $(DISK_FILES) >$(BUILD)/disk.manifest
run-files: $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE) $(RUN_TOUR) disk-files
	@printf '%s\n' $(HOUT)/bin/postern $(RUN_KERNEL) $(RUN_IMAGE) $(RUN_TOUR) >$(BUILD)/run.paths
run:
	@tools/run $(ARGS)
disk-reset: disk-files
	@tools/disk reset
