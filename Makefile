# Postern. One non-recursive graph: every room lists its units as data in a
# unit.mk; the templates in mk/ turn the lists into rules.
#
#   make run      install what is missing, build, boot         (README)
#   make check    every test                                    (README)
#   make linux    fetches and builds a small Linux (minutes); then linux-run, linux-check
#   make help     the other targets

.DEFAULT_GOAL := help
SHELL := /bin/bash
MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:

include mk/config.mk
include mk/host.mk
include mk/guest.mk
include mk/abi.mk
include mk/third.mk
include $(sort $(wildcard */unit.mk) $(wildcard */*/unit.mk))
include mk/instantiate.mk
include mk/images.mk
include mk/run.mk
include mk/targets.mk
