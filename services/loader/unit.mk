HOST_TESTS += test-loader-elf
test-loader-elf.dir  := services/loader
test-loader-elf.srcs := test_elf.c test_elf_fuzz.c elf.c
test-loader-elf.inc  := services sdk/include

GUEST_SERVICES += loader
loader.dir       := services/loader
loader.srcs      := elf.c programs.c names.c load.c service.c
loader.interface := services/loader/loader.h
loader.uses      := fs
loader.binding   := far
