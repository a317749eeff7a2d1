# Third-party source: fetched at build time, pinned by version and checksum in tools/third/third.lock,
# unpacked under third/ (never committed). A unit that builds such source depends on third/NAME/.done.
third/%/.done: tools/third/third.lock tools/third/fetch
	$(Q)tools/third/fetch $*

.PHONY: third
third: $(shell awk '!/^#/ && NF { print "third/" $$1 "/.done" }' tools/third/third.lock)
