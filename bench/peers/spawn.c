/* spawn N PROGRAM [ARGUMENT...]: starts PROGRAM N times, one after the other, with posix_spawn(3) and waitpid(2) and nothing else.
   Prints microseconds for each. This is what an engine is measured against. */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static void spawn(char **command)
{
    pid_t pid;
    int status;
    if (posix_spawn(&pid, command[0], NULL, NULL, command, environ) != 0 || waitpid(pid, &status, 0) != pid || status != 0) {
        fprintf(stderr, "spawn: %s failed\n", command[0]);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    struct timespec begin, end;
    int count = argc > 2 ? atoi(argv[1]) : 0;
    if (count < 1) return 2;
    for (int i = 0; i < 50; i++) spawn(argv + 2);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int i = 0; i < count; i++) spawn(argv + 2);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.3f\n", ((end.tv_sec - begin.tv_sec) * 1e9 + (end.tv_nsec - begin.tv_nsec)) / 1e3 / count);
    return 0;
}
