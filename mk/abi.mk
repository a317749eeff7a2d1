# The contract: C headers, assembler macros, tables and manual pages from abi/*.yaml.
ABI_SRC := $(wildcard abi/*.yaml)
$(GEN)/abi/.done: tools/abigen/abigen.py $(ABI_SRC)
	$(call say,GEN,abi)
	$(Q)$(PYTHON) tools/abigen/abigen.py --abi abi --out $(GEN)
	@touch $@
# Each is a file of its own to those who include it, or they would be compiled before it is written anew.
$(addprefix $(GEN)/abi/,causes.h csrs.h errors.h image.h insn.h insn_asm.h insn_c.h layout.h platform.h syscalls.h insn.py): $(GEN)/abi/.done ;
.PHONY: gen
gen: $(GEN)/abi/.done
