# Linux on the machine: not part of `make check`, for its source must be fetched and takes minutes to build.
.PHONY: linux linux-run linux-check
linux: setup
	@tools/linux/build
linux-run: $(HOUT)/bin/postern
	@tools/linux/run --pace $(ARGS)
linux-check: setup linux $(HOUT)/bin/postern
	@tools/linux/check.py
