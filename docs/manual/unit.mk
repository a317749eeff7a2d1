# The manual: chapters in order, generated tables put in; the check belongs to `make check`.
MANUAL_SRC := $(sort $(wildcard docs/manual/[0-9]*.md))
$(BUILD)/manual/postern-manual.md: tools/manual.py $(MANUAL_SRC) $(GEN)/abi/.done
	$(call say,MANUAL,$@)
	$(Q)$(PYTHON) tools/manual.py --chapters docs/manual --generated $(GEN)/manual --out $@
.PHONY: manual
manual: $(BUILD)/manual/postern-manual.md

CHECKS += manual
manual.run   := $(PYTHON) tools/manual.py --chapters docs/manual --generated $(GEN)/manual --check
manual.needs := $(BUILD)/manual/postern-manual.md
