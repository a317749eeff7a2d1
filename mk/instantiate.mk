$(foreach u,$(HOST_LIBS),$(eval $(call host_lib,$(u))))
$(foreach u,$(HOST_PROGS),$(eval $(call host_prog,$(u),bin,)))
$(foreach u,$(HOST_TESTS),$(eval $(call host_prog,$(u),test,-lcmocka)))

HOST_PROG_FILES := $(addprefix $(HOUT)/bin/,$(HOST_PROGS))
HOST_TEST_FILES := $(addprefix $(HOUT)/test/,$(HOST_TESTS))
.PHONY: host tests-build
host: $(HOST_PROG_FILES)
tests-build: $(HOST_TEST_FILES)

$(foreach a,int fp,$(eval $(call sdk_archive,$(a))))
$(foreach u,$(GUEST_LIBS),$(eval $(call guest_archive,$(u))))
$(foreach u,$(GUEST_SERVICES),$(eval $(call guest_service,$(u))))
$(foreach u,$(GUEST_PROGS),$(eval $(call guest_prog,$(u))))
.PHONY: guest
guest: $(GUEST_ELFS)
