$(foreach u,$(HOST_LIBS),$(eval $(call host_lib,$(u))))
$(foreach u,$(HOST_PROGS),$(eval $(call host_prog,$(u),bin,)))
$(foreach u,$(HOST_TESTS),$(eval $(call host_prog,$(u),test,-lcmocka)))

HOST_PROG_FILES := $(addprefix $(HOUT)/bin/,$(HOST_PROGS))
HOST_TEST_FILES := $(addprefix $(HOUT)/test/,$(HOST_TESTS))
.PHONY: host tests-build
host: $(HOST_PROG_FILES)
tests-build: $(HOST_TEST_FILES)
