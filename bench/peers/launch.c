/* launch FIFO COMMAND [ARGUMENT...]: makes FIFO, starts COMMAND, which sooner or later starts `first FIFO`, and prints the milliseconds from right before
   the start to the first instruction of `first`. Waits for COMMAND. Gives up after 10 s. */
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
    struct timespec now;
    int64_t first = 0;
    pid_t pid;
    int status;
    if (argc < 3) return 2;
    unlink(argv[1]);
    if (mkfifo(argv[1], 0600) != 0) return 1;
    /* For reading and writing: so it can be opened before there is a writer. */
    struct pollfd fifo = {.fd = open(argv[1], O_RDWR | O_CLOEXEC), .events = POLLIN};
    /* What COMMAND prints is of no interest. */
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (posix_spawnp(&pid, argv[2], &actions, NULL, argv + 2, environ) != 0) return 1;
    int ready = poll(&fifo, 1, 10000);
    if (ready != 1 || read(fifo.fd, &first, sizeof first) != (ssize_t)sizeof first) {
        fprintf(stderr, "launch: the child did not report\n");
        return 1;
    }
    if (waitpid(pid, &status, 0) != pid || status != 0) {
        fprintf(stderr, "launch: %s ended with status %d\n", argv[2], WEXITSTATUS(status));
        return 1;
    }
    printf("%.4f\n", (first - (now.tv_sec * 1000000000LL + now.tv_nsec)) / 1e6);
    return 0;
}
