/* spawn N PROGRAM [ARGUMENT...]: starts PROGRAM N times, one after the other, with posix_spawn(3) and waitpid(2) and nothing else.
   capture N PROGRAM [ARGUMENT...], by the name it is called by: reads its standard output to the end, too.
   Prints microseconds for each. This is what an engine is measured against. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void fail(const char *what)
{
    fprintf(stderr, "spawn: %s failed\n", what);
    exit(1);
}

static void await(pid_t pid, const char *program)
{
    int status;
    if (waitpid(pid, &status, 0) != pid || status != 0) fail(program);
}

static void spawn(char **command)
{
    pid_t pid;
    if (posix_spawn(&pid, command[0], NULL, NULL, command, environ) != 0) fail(command[0]);
    await(pid, command[0]);
}

static void capture(char **command)
{
    pid_t pid;
    int ends[2];
    char buffer[65536];
    ssize_t count, total = 0;
    posix_spawn_file_actions_t actions;
    if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe2");
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    if (posix_spawn(&pid, command[0], &actions, NULL, command, environ) != 0) fail(command[0]);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    while ((count = read(ends[0], buffer, sizeof buffer)) > 0) total += count;
    close(ends[0]);
    await(pid, command[0]);
    if (total == 0) fail("read");
}

int main(int argc, char **argv)
{
    struct timespec begin, end;
    const char *name = strrchr(argv[0], '/');
    void (*once)(char **) = strcmp(name ? name + 1 : argv[0], "capture") == 0 ? capture : spawn;
    int count = argc > 2 ? atoi(argv[1]) : 0;
    if (count < 1) return 2;
    for (int i = 0; i < 50; i++) once(argv + 2);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int i = 0; i < count; i++) once(argv + 2);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.3f\n", ((end.tv_sec - begin.tv_sec) * 1e9 + (end.tv_nsec - begin.tv_nsec)) / 1e3 / count);
    return 0;
}
