# Third-party source: fetched at build time, pinned by version and checksum in
# tools/third/third.lock, unpacked under third/ (never committed).
