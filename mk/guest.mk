# Templates for guest units; the SDK and the kernel list theirs in unit.mk.
# (Filled by sdk/unit.mk and kernel/unit.mk.)
