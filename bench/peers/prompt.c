/* prompt COUNT FIFO FIRST COMMAND [ARGUMENT...]: starts COMMAND, an interactive shell, on a pseudo-terminal, types "FIRST FIFO" COUNT times and prints for each the
   milliseconds from the newline to the first instruction of FIRST, which writes its time to FIFO. What the shell writes is read and thrown away; a line is typed when
   it has been quiet for 50 ms. Gives up after 10 s of waiting. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { QUIET_MS = 50, PATIENCE_MS = 10000 };

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static pid_t start(char *slave, char **command)
{
    pid_t pid = fork();
    if (pid != 0) return pid;
    setsid();
    int terminal = open(slave, O_RDWR);
    ioctl(terminal, TIOCSCTTY, 0);
    for (int number = 0; number < 3; number++) dup2(terminal, number);
    if (terminal > 2) close(terminal);
    setenv("PS1", "$ ", 1);
    setenv("HISTFILE", "/dev/null", 1);
    execvp(command[0], command);
    _exit(127);
}

static void drain(int master)
{
    char text[4096];
    struct pollfd output = {.fd = master, .events = POLLIN};
    while (poll(&output, 1, QUIET_MS) == 1 && read(master, text, sizeof text) > 0) {
    }
}

int main(int argc, char **argv)
{
    if (argc < 5) return 2;
    int count = atoi(argv[1]);
    unlink(argv[2]);
    if (mkfifo(argv[2], 0600) != 0) return 1;
    struct pollfd fifo = {.fd = open(argv[2], O_RDWR | O_CLOEXEC), .events = POLLIN};
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) return 1;
    pid_t pid = start(ptsname(master), argv + 4);
    char line[512];
    int length = snprintf(line, sizeof line, "%s %s", argv[3], argv[2]);
    struct pollfd output = {.fd = master, .events = POLLIN};
    if (poll(&output, 1, PATIENCE_MS) != 1) return 1;
    for (int i = 0; i < count; i++) {
        int64_t first = 0;
        drain(master);
        if (write(master, line, (size_t)length) != length) return 1;
        drain(master);
        int64_t begin = now_ns();
        if (write(master, "\n", 1) != 1) return 1;
        if (poll(&fifo, 1, PATIENCE_MS) != 1 || read(fifo.fd, &first, sizeof first) != (ssize_t)sizeof first) {
            fprintf(stderr, "prompt: the command did not report\n");
            return 1;
        }
        printf("%.4f\n", (first - begin) / 1e6);
    }
    drain(master);
    if (write(master, "exit\n", 5) != 5) return 1;
    close(fifo.fd);
    drain(master);
    close(master);
    waitpid(pid, NULL, 0);
    return 0;
}
