/* Symbols of an ELF image. */
#pragma once
#include "board/machine.h"

/* Physical address of a symbol, as image_load places it. false: not an ELF file, or it has none of that name. */
bool image_symbol(const struct machine_image *image, const char *name, uint64_t *pa);
