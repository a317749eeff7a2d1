# Boot images: build/guest/images/NAME.img from images/NAME.yaml (schema: images/README.md). A room with an image of its
# own (a test, say) lists it in its unit.mk:
#
#   IMAGES += tests/kernel/faults.yaml          file names must differ
#
# Each image depends on the ELF files that its description names.
IMAGES += $(wildcard images/*.yaml)
MKIMAGE := tools/mkimage/mkimage.py

image_elfs = $(shell grep -v '^ *\#' '$(1)' | grep -o '\<elf: *[^ ,}]*' | sed 's/elf: *//')
define image_rule
$(GOUT)/images/$(basename $(notdir $(1))).img: $(1) $(call image_elfs,$(1)) $(wildcard tools/mkimage/*.py) $(ABI_SRC)
	$$(call say,IMAGE,$$@)
	$(Q)$(MKIMAGE) $$< -o $$@
endef
$(foreach i,$(IMAGES),$(eval $(call image_rule,$(i))))

.PHONY: images
images: $(foreach i,$(IMAGES),$(GOUT)/images/$(basename $(notdir $(i))).img)
