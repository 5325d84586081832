/* writer BYTES: writes so many bytes to standard output, 64 KiB at a time. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static char chunk[64 * 1024];
    long long left = argc > 1 ? atoll(argv[1]) : 0;
    for (size_t i = 0; i < sizeof chunk; i++) chunk[i] = i % 100 == 99 ? '\n' : 'a' + i % 26;
    while (left > 0) {
        size_t want = left < (long long)sizeof chunk ? (size_t)left : sizeof chunk;
        for (size_t done = 0; done < want;) {
            ssize_t n = write(1, chunk + done, want - done);
            if (n <= 0) return 1;
            done += (size_t)n;
        }
        left -= (long long)want;
    }
    return 0;
}
