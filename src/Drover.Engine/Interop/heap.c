/* Constraints
 *   Every page of the collector's heap costs an exception when it is first touched: 0.2 µs on bare metal, 20 µs on some virtual machines, where a shell that
 *   expands a pattern to 10,000 names spent a third of its time with that. A huge page costs one for 512 of them.
 *   A block is backed by a huge page only if nothing of it was touched before and all of it is writable: the collector asks for its first page alone, and then for 64 KiB
 *   at a time. Its madvise(2) for a piece of a block with another setting would split the page again.
 * Scheme
 *   The linker's --wrap leads the mprotect(2) calls of the runtime, which is linked into the executable, through here. It takes the first page of each generation's
 *   first region, the oldest first: the third is where new objects are made, and all of that region is made writable there and then (docs/decisions/0025).
 *   Should a later runtime do it in another order, another region is backed so. Where the kernel has no huge pages nothing is different from before.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

int __real_mprotect(void *address, size_t length, int protection);
int __wrap_mprotect(void *address, size_t length, int protection);

int __wrap_mprotect(void *address, size_t length, int protection)
{
    enum { PAGE = 4096, REGION = 4 * 1024 * 1024, WHERE_OBJECTS_ARE_MADE = 3 };
    static int regions; /* counted while the runtime starts, in its only thread */
    int begins_region = length == PAGE && protection == (PROT_READ | PROT_WRITE) && (uintptr_t)address % REGION == 0;
    if (begins_region && regions < WHERE_OBJECTS_ARE_MADE && ++regions == WHERE_OBJECTS_ARE_MADE && __real_mprotect(address, REGION, protection) == 0) {
        madvise(address, REGION, MADV_DODUMP);
        madvise(address, REGION, MADV_HUGEPAGE);
        return 0;
    }
    return __real_mprotect(address, length, protection);
}
