# Templates for guest units. A unit is data in some unit.mk:
#
#   GUEST_PROGS += shell                 GUEST_SERVICES += fs                  GUEST_LIBS += proglib
#   shell.dir  := programs/shell         fs.dir  := services/fs                folder of the sources
#   shell.srcs := main.c                 fs.srcs := file.c dir.c               .c and .S names inside it
#   shell.uses := console fs             fs.uses := block                      services whose interfaces it calls
#                                        fs.interface := services/fs/fs.h      its header; the default is this
#   shell.libs := proglib                fs.libs := build/third/x/libx.a       GUEST_LIBS units, paths of archives
#   shell.inc  := programs/lib           fs.flags := -DX=1                     more include folders, compiler flags
#   shell.fp   := 1                                                            1: FP registers, lp64d; else lp64
#   shell.binding := far                                                       ELFs that `make guest` builds: far,
#                                                                              ipc, queue, direct; programs far, services
#                                                                              far and ipc when it says nothing
#
# builds  $(GOUT)/<binding>/<unit>.elf  and  $(GOUT)/<abi>/<unit>.a  (abi: int or fp).
#
# A unit's objects are compiled once; bindings differ in the stubs alone:
#   far      client stubs of what it uses; a service's gates
#   ipc      client stubs of what it uses; a service's receive loop
#   queue    rings in shared memory: client stubs; a service's serving thread
#   direct   programs only: the services that it uses (and those use) are linked in

STUBGEN      := $(HOUT)/bin/stubgen
STUBGEN_SRC  := $(wildcard sdk/stubgen/*.[ch])
PICOLIBC     := /usr/lib/picolibc/riscv64-unknown-elf
# libclang does not find its own headers by itself.
STUBGEN_INC  := -resource-dir=/usr/lib/llvm-19/lib/clang/19 -isystem $(PICOLIBC)/include
GUEST_INC    := -D_GNU_SOURCE -Isdk/include -I$(GEN) -Iservices -I$(GOUT)/stub
GUEST_SPECS  := --specs=picolibc.specs --picolibc-buildtype=release
GUEST_LD     := sdk/runtime/segment.ld
GUEST_LDFLAGS = $(GUEST_SPECS) -nostartfiles -T $(GUEST_LD) -Wl,--gc-sections -Wl,-z,max-page-size=4096 -Wl,--build-id=none

guest_abi    = $(if $(filter 1,$($(1).fp)),fp,int)
guest_int    := $(GUEST_INT)
guest_fp     := $(GUEST_FP)
# What selects picolibc's and libgcc's variant at link time: they know no zicsr in an -march.
guest_link_int := -march=rv64imac -mabi=lp64
guest_link_fp  := $(GUEST_FP)
# A service's interface is NAME.h in its folder unless it says otherwise.
guest_header = $(or $($(1).interface),$($(1).dir)/$(1).h)
guest_obj    = $(addprefix $(GOUT)/obj/$(1)/,$(addsuffix .o,$(basename $($(1).srcs))))
guest_libs   = $(foreach l,$($(1).libs),$(if $(filter $(GUEST_LIBS),$(l)),$(GOUT)/$(call guest_abi,$(l))/$(l).a,$(l)))
guest_uses   = $(sort $($(1).uses) $(foreach s,$($(1).uses),$(call guest_uses,$(s))))
guest_sdk    = $(GOUT)/sdk/$(1)

define guest_object
$(GOUT)/obj/$(1)/$(basename $(2)).o: $($(1).dir)/$(2) mk/config.mk mk/guest.mk | $(GEN)/abi/.done $($(1).needs) $(foreach s,$($(1).uses),$(GOUT)/stub/$(s)/.done)
	@mkdir -p $$(@D)
	$$(call say,GUESTCC,$$<)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) $(guest_$(call guest_abi,$(1))) $(GUEST_SPECS) $(GUEST_INC) $(addprefix -I,$($(1).inc)) \
	    -I. $($(1).flags) -MMD -MP -c $$< -o $$@
-include $(GOUT)/obj/$(1)/$(basename $(2)).d
endef
guest_objects = $(foreach s,$($(1).srcs),$(eval $(call guest_object,$(1),$(s))))

define guest_archive
$(call guest_objects,$(1))
$(GOUT)/$(call guest_abi,$(1))/$(1).a: $(call guest_obj,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$(Q)$(GUEST_AR) rcsD $$@ $$^
endef

# Stubs of service $(1): sources for both sides of both bindings in one run of stubgen.
define guest_stubs
$(GOUT)/stub/$(1)/.done: $(call guest_header,$(1)) $(STUBGEN_SRC) mk/guest.mk | $(STUBGEN) $(GEN)/abi/.done
	@mkdir -p $$(@D)
	$$(call say,STUBGEN,$$<)
	$(Q)$(STUBGEN) $(if $(filter 1,$($(1).fp)),--fp) --out $$(@D) $(GUEST_INC) $(STUBGEN_INC) $$<
	@touch $$@
-include $(GOUT)/stub/$(1)/stubs.d
$(foreach k,far-client.S far-server.S ipc-client.c ipc-server.c queue-client.c queue-server.c perform.c,$(call guest_stub_source,$(1),$(k)))
endef

define guest_stub_source

$(GOUT)/stub/$(1)/$(2): $(GOUT)/stub/$(1)/.done ;
$(call guest_stub_object,$(1),$(2),int)
$(call guest_stub_object,$(1),$(2),fp)
endef

define guest_stub_object
$(GOUT)/stub/$(1)/$(basename $(2)).$(3).o: $(GOUT)/stub/$(1)/$(2) $(wildcard sdk/include/postern/*)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) $(guest_$(3)) $(GUEST_SPECS) $(GUEST_INC) -I. -c $$< -o $$@
endef

# $(1) unit, $(2) binding, $(3) objects that differ per binding.
define guest_elf
$(GOUT)/$(2)/$(1).elf: $(call guest_obj,$(1)) $(3) $(call guest_libs,$(1)) $(call guest_sdk,$(call guest_abi,$(1)))/libpostern.a $(GUEST_LD)
	@mkdir -p $$(@D)
	$$(call say,GUESTLD,$$@)
	$(Q)$(GUEST_CC) $(guest_link_$(call guest_abi,$(1))) $(GUEST_LDFLAGS) -o $$@ \
	    -Wl,--start-group $$(filter-out %.ld,$$^) -lc -lgcc -Wl,--end-group
GUEST_ELFS += $(if $(filter $(2),$(or $($(1).binding),$(if $(filter $(1),$(GUEST_SERVICES)),far ipc,far))),$(GOUT)/$(2)/$(1).elf)
endef

guest_start   = $(call guest_sdk,$(call guest_abi,$(1)))/start-$(2).o $(call guest_sdk,$(call guest_abi,$(1)))/badge-$(3).o
guest_clients = $(foreach s,$($(1).uses),$(GOUT)/stub/$(s)/$(2)-client.$(call guest_abi,$(1)).o)
guest_perform = $(GOUT)/stub/$(1)/perform.$(call guest_abi,$(1)).o
guest_server  = $(GOUT)/stub/$(1)/$(2)-server.$(call guest_abi,$(1)).o $(call guest_perform,$(1))
guest_linked  = $(foreach s,$(call guest_uses,$(1)),$(call guest_obj,$(s)) $(call guest_libs,$(s)) $(call guest_perform,$(s)))

# What a person may have got wrong in a unit's data.
guest_unknown = $(filter-out $(GUEST_SERVICES),$($(1).uses))
guest_mixed   = $(strip $(foreach s,$(call guest_uses,$(1)),$(if $(filter-out $(call guest_abi,$(1)),$(call guest_abi,$(s))),$(s))))
define guest_checked
$(if $(call guest_unknown,$(1)),$(error $(1).uses: no such service: $(call guest_unknown,$(1))))
$(if $(wildcard $(addprefix $($(1).dir)/,$($(1).srcs))),,$(error $(1).srcs: nothing of it is in $(1).dir = '$($(1).dir)'))
endef

define guest_prog
$(call guest_checked,$(1))
$(if $(filter direct,$($(1).binding)),$(if $(call guest_mixed,$(1)),$(error $(1).binding: direct cannot mix fp = 1 \
    and fp = 0: $(call guest_mixed,$(1)))))
$(call guest_objects,$(1))
$(call guest_elf,$(1),far,$(call guest_start,$(1),program,far) $(call guest_clients,$(1),far))
$(call guest_elf,$(1),ipc,$(call guest_start,$(1),program,ipc) $(call guest_clients,$(1),ipc))
$(call guest_elf,$(1),queue,$(call guest_start,$(1),program,ipc) $(call guest_clients,$(1),queue))
$(call guest_elf,$(1),direct,$(call guest_start,$(1),program,direct) $(call guest_linked,$(1)))
endef

define guest_service
$(call guest_checked,$(1))
$(call guest_objects,$(1))
$(call guest_stubs,$(1))
$(call guest_elf,$(1),far,$(call guest_start,$(1),service,far) $(call guest_server,$(1),far) $(call guest_clients,$(1),far))
$(call guest_elf,$(1),queue,$(call guest_start,$(1),server,ipc) $(call guest_server,$(1),queue) $(call guest_clients,$(1),queue))
$(call guest_elf,$(1),ipc,$(call guest_start,$(1),server,ipc) $(call guest_server,$(1),ipc) $(call guest_clients,$(1),ipc))
endef

# The SDK's runtime, once per abi: SDK_LIB goes into libpostern.a, each of SDK_OBJS stays an object of its own.
define sdk_object
$(GOUT)/sdk/$(1)/$(notdir $(basename $(2))).o: sdk/runtime/$(2) mk/config.mk mk/guest.mk | $(GEN)/abi/.done
	@mkdir -p $$(@D)
	$$(call say,GUESTCC,$$<)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) $(guest_$(1)) $(GUEST_SPECS) $(GUEST_INC) -fno-builtin -MMD -MP -c $$< -o $$@
-include $(GOUT)/sdk/$(1)/$(notdir $(basename $(2))).d
endef

define sdk_archive
$(foreach s,$(SDK_LIB) $(SDK_OBJS),$(eval $(call sdk_object,$(1),$(s))))
$(GOUT)/sdk/$(1)/libpostern.a: $(patsubst %,$(GOUT)/sdk/$(1)/%.o,$(basename $(SDK_LIB)))
	@rm -f $$@
	$(Q)$(GUEST_AR) rcsD $$@ $$^
endef
