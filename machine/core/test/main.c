#include "groups.h"

int main(void)
{
    return decode_tests() + running_tests() + trap_tests() + waiting_tests() + csr_tests() + fp_tests() +
               memory_tests() + pmp_tests() + debug_tests() + xseg_tests() + fuzz_tests() !=
           0;
}
