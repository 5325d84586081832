/* first FIFO: writes the time of CLOCK_MONOTONIC at its start, in nanoseconds, as 8 bytes. Linked statically: no loader runs before main. */
#include <fcntl.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t ns = now.tv_sec * 1000000000LL + now.tv_nsec;
    int fd = argc > 1 ? open(argv[1], O_WRONLY) : -1;
    return write(fd, &ns, sizeof ns) == (ssize_t)sizeof ns ? 0 : 1;
}
