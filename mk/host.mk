# Templates for host units. A unit is data in some unit.mk:
#
#   HOST_LIBS  += segment            HOST_PROGS += postern     HOST_TESTS += test-segment
#   segment.dir   := machine/segment            folder of the sources
#   segment.srcs  := walk.c call.c              names inside it
#   segment.inc   := machine                    include folders (build/gen is always there)
#   segment.libs  := other units it links (programs and tests)
#   segment.link  := -lelf                      host libraries
#   segment.flags := extra compiler flags
#
# A test is a program that links cmocka; `make check` runs it and counts its cases.

host_obj = $(addprefix $(HOUT)/$($(1).dir)/,$(patsubst %.c,%.o,$($(1).srcs)))

define host_objects
$(foreach s,$($(1).srcs),$(eval $(call host_object,$(1),$(s))))
endef

define host_object
$(HOUT)/$($(1).dir)/$(patsubst %.c,%.o,$(2)): $($(1).dir)/$(2) mk/config.mk | $(GEN)/abi/.done
	@mkdir -p $$(@D)
	$$(call say,CC,$$<)
	$(Q)$(HOST_CC) $(HOST_CFLAGS) $(HOST_$(VARIANT)) $($(1).flags) $(addprefix -I,$($(1).inc)) -I$(GEN) -MMD -MP -c $$< -o $$@
-include $(HOUT)/$($(1).dir)/$(patsubst %.c,%.d,$(2))
endef

define host_lib
$(call host_objects,$(1))
$(HOUT)/lib/$(1).a: $(call host_obj,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$(Q)$(HOST_AR) rcsD $$@ $$^
endef

define host_prog
$(call host_objects,$(1))
$(HOUT)/$(2)/$(1): $(call host_obj,$(1)) $(foreach l,$($(1).libs),$(HOUT)/lib/$(l).a)
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$(Q)$(HOST_CC) $(HOST_$(VARIANT)) -o $$@ $$^ $($(1).link) $(3)
endef
