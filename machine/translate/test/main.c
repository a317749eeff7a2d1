#include "groups.h"

int main(void)
{
    return random_tests() + floating_tests() != 0;
}
