/* tracer SYMBOLS PROGRAM ARGUMENT...: runs it and prints which of its functions are entered, in order, each once.
 *   SYMBOLS: lines of a hexadecimal address and a name, by address. The program must be linked to fixed addresses.
 * Constraints
 *   Stepping instruction by instruction takes minutes. Threads, forked copies and children that share its memory enter functions too.
 * Scheme
 *   A breakpoint at each function, taken out when it is met. SIGUSR2, which the program never sees, puts all of them in again and begins a new phase. What is entered in
 *   the phases is printed first, in their order; what was entered before the first of them comes last. Children are let go when they execute another program.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 200000, MOST_PIDS = 1 << 22 };

static uint64_t addresses[MOST];
static char *names[MOST];
static unsigned char originals[MOST];
static char seen[MOST], printed[MOST];
static int before[MOST], before_count;
static char known[MOST_PIDS];
static int count;
static int phase;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void read_symbols(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == 0)
        die(path);
    char line[8192], name[8192];
    unsigned long address;
    while (fgets(line, sizeof line, file) != 0 && count < MOST)
        if (sscanf(line, "%lx %8191s", &address, name) == 2 && (count == 0 || addresses[count - 1] != address)) {
            addresses[count] = address;
            names[count++] = strdup(name);
        }
    fclose(file);
}

static int find(uint64_t address)
{
    int low = 0, high = count - 1;
    while (low <= high) {
        int middle = (low + high) / 2;
        if (addresses[middle] == address)
            return middle;
        if (addresses[middle] < address)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return -1;
}

static int open_memory(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", pid);
    int memory = open(path, O_RDWR | O_CLOEXEC);
    if (memory < 0)
        die(path);
    return memory;
}

static void arm(pid_t pid, int reads)
{
    const unsigned char breakpoint = 0xCC;
    int memory = open_memory(pid);
    for (int i = 0; i < count; i++) {
        if (reads && pread(memory, &originals[i], 1, (off_t)addresses[i]) != 1)
            die("reading a function");
        if (pwrite(memory, &breakpoint, 1, (off_t)addresses[i]) != 1)
            die("writing a breakpoint");
    }
    close(memory);
    memset(seen, 0, sizeof seen);
}

static void enter(int function)
{
    if (seen[function])
        return;
    seen[function] = 1;
    if (phase == 0)
        before[before_count++] = function;
    else if (!printed[function]) {
        printed[function] = 1;
        puts(names[function]);
    }
}

/* Whether the stop was at one of our breakpoints. */
static int meet(pid_t pid)
{
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, pid, 0, &registers) != 0)
        return 0;
    int function = find(registers.rip - 1);
    if (function < 0)
        return 0;
    enter(function);
    int memory = open_memory(pid);
    if (pwrite(memory, &originals[function], 1, (off_t)addresses[function]) != 1)
        die("taking a breakpoint out");
    close(memory);
    registers.rip--;
    if (ptrace(PTRACE_SETREGS, pid, 0, &registers) != 0)
        die("PTRACE_SETREGS");
    return 1;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: tracer SYMBOLS PROGRAM ARGUMENT...\n");
        return 2;
    }
    read_symbols(argv[1]);
    pid_t program = fork();
    if (program == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        execv(argv[2], argv + 2);
        die(argv[2]);
    }
    int status, result = 1;
    if (waitpid(program, &status, 0) != program || !WIFSTOPPED(status))
        die("waitpid");
    ptrace(PTRACE_SETOPTIONS, program, 0, PTRACE_O_EXITKILL | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC);
    arm(program, 1);
    known[program] = 1;
    ptrace(PTRACE_CONT, program, 0, 0);
    for (pid_t pid; (pid = waitpid(-1, &status, __WALL)) > 0;) {
        if (!WIFSTOPPED(status)) {
            known[pid] = 0;
            if (pid == program)
                result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            continue;
        }
        int number = WSTOPSIG(status), event = status >> 16, deliver = 0;
        if (event == PTRACE_EVENT_EXEC) {
            known[pid] = 0;
            ptrace(PTRACE_DETACH, pid, 0, 0);
            continue;
        }
        if (number == SIGSTOP && !known[pid])
            known[pid] = 1; /* it begins */
        else if (number == SIGUSR2 && event == 0) {
            arm(pid, 0);
            phase++;
        } else if (event == 0 && !(number == SIGTRAP && meet(pid)))
            deliver = number;
        ptrace(PTRACE_CONT, pid, 0, deliver);
    }
    for (int i = 0; i < before_count; i++)
        if (!printed[before[i]])
            puts(names[before[i]]);
    return result;
}
