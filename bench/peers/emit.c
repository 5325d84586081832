/* emit stamp LINES PER_SECOND: lines that are the time of their write, in nanoseconds of CLOCK_MONOTONIC.
 * emit lines LINES PER_SECOND: numbered lines.
 * emit utf8 BYTES: text with characters of one to four bytes, as fast as it is taken. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int put(const char *text, size_t length)
{
    while (length > 0) {
        ssize_t n = write(1, text, length);
        if (n <= 0) return 0;
        text += n;
        length -= (size_t)n;
    }
    return 1;
}

int main(int argc, char **argv)
{
    char line[128];
    if (argc == 3 && !strcmp(argv[1], "utf8")) {
        static const char piece[] = "plain text, \xc3\xa4\xc3\xb6\xc3\xbc, \xe2\x82\xac, \xf0\x9f\x90\x91 and a tab\t\"quoted\" \xe6\xbc\xa2\xe5\xad\x97\n";
        static char chunk[60 * 1024];
        size_t filled = 0;
        for (; filled + sizeof piece - 1 <= sizeof chunk; filled += sizeof piece - 1) memcpy(chunk + filled, piece, sizeof piece - 1);
        for (long long left = atoll(argv[2]); left > 0; left -= (long long)filled)
            if (!put(chunk, filled)) return 1;
        return 0;
    }
    if (argc != 4) return 2;
    long long count = atoll(argv[2]), step = 1000000000LL / atoll(argv[3]), next = now();
    for (long long i = 0; i < count; i++) {
        next += step;
        long long wait = next - now();
        struct timespec t = {wait / 1000000000LL, wait % 1000000000LL};
        if (wait > 0) nanosleep(&t, NULL);
        int n = strcmp(argv[1], "stamp") ? snprintf(line, sizeof line, "line %lld of the run, \xc3\xa4 few words long\n", i) : snprintf(line, sizeof line, "%lld\n", now());
        if (!put(line, (size_t)n)) return 1;
    }
    return 0;
}
