#include "groups.h"

int main(void)
{
    return random_tests() + floating_tests() + atomic_tests() + segment_tests() + far_tests() != 0;
}
