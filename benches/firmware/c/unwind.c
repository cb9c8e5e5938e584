/* core and alloc were built with unwinding, and refer to it. This program never unwinds: a panic ends it. */
#include <stdlib.h>

void rust_eh_personality(void);
void _Unwind_Resume(void *);
void __aeabi_unwind_cpp_pr0(void);
void __aeabi_unwind_cpp_pr1(void);

void rust_eh_personality(void)
{
    abort();
}

void _Unwind_Resume(void *exception)
{
    (void) exception;
    abort();
}

#ifdef __arm__
void __aeabi_unwind_cpp_pr0(void)
{
    abort();
}

void __aeabi_unwind_cpp_pr1(void)
{
    abort();
}
#endif
