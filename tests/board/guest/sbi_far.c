/* sbi.c, linked beyond the first 4 GiB of addresses: a payload that lies nowhere usual. */
#include "sbi.c"
