.PHONY: help all run check setup clean
help:
	@sed -n 's/^#   //p' Makefile
setup:
	@tools/setup
clean:
	rm -rf $(BUILD)
