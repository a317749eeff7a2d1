/* The bodies of all instructions, and what they share. One body per instruction: op_<name>. */
#pragma once
#include "abi/insn.h"
#include "core/insn.h"

#define INSN(name, match, mask, format, ends) exec_fn op_##name;
#include "core/opcodes.def"
#undef INSN
#define DECLARE_XS(id, name, match, mask, mode, syntax) exec_fn op_##id;
XS_INSTRUCTIONS(DECLARE_XS)
#undef DECLARE_XS

exec_fn op_illegal; /* every word that no row of the table matches */
exec_fn op_end;     /* end mark of a block */
exec_fn op_break;   /* a debugger's breakpoint stands before this instruction */

/* Refuses the instruction: trap record with `cause` and `tval`. Answers FLOW_TRAP. */
enum flow raise_trap(struct hart *h, uint64_t cause, uint64_t tval);
enum flow raise_illegal(struct hart *h, const struct insn *i);
