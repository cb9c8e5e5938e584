/* Two static libraries in Rust in one program. */
#include "trustslot.h"

int other(void);

int main(void)
{
    return trustslot_abi() == TRUSTSLOT_ABI && other() == 3 ? 0 : 1;
}
