# The contract: C headers, assembler macros, tables and manual pages from abi/*.yaml.
ABI_SRC := $(wildcard abi/*.yaml)
$(GEN)/abi/.done: tools/abigen/abigen.py $(ABI_SRC)
	$(call say,GEN,abi)
	$(Q)$(PYTHON) tools/abigen/abigen.py --abi abi --out $(GEN)
	@touch $@
.PHONY: gen
gen: $(GEN)/abi/.done
