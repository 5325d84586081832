/* Constraints
 *   posix_spawn(3) of glibc 2.36 asks for all 64 dispositions and maps a stack for every child: a tenth of what a short command takes.
 *   The child shares our memory until it executes its program: it may call nothing that allocates or locks, no handler of ours may run in it, and a stop must not
 *   reach it before the exec, or it would hold us up. Its stack and the request must stay where they are until then.
 *   It has our thread's errno too: as long as our thread does not stand still it may not use it, and so makes its calls of the kernel itself.
 *   What is ignored here need not be ignored there.
 * Scheme
 *   clone3(2) with CLONE_CLEAR_SIGHAND (caught becomes default), on a stack that lies in ours. The child writes into the request which step failed, and why: it is our
 *   memory. Where clone3 is not to be had the answer is ENOSYS, and posix_spawn does it.
 *   With CLONE_VFORK our thread stands still until the exec, and CLONE_PIDFD gives the pidfd. Who wants to wait for the end anyway is not woken for the exec: we wait here,
 *   and only if a signal ends that, for the kernel to clear the word that says that the child uses our memory (CLONE_CHILD_CLEARTID).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdint.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STACK_SIZE = 32 * 1024, SIGNALS = 65 };

enum step { STEP_CLONE, STEP_GROUP, STEP_TERMINAL, STEP_DIRECTORY, STEP_DESCRIPTORS, STEP_EXECUTE, STEP_CONTROL_GROUP, STEP_MOUNT, STEP_PARENT_DEATH };

/* The same as DirectSpawn.Request. */
struct request {
    const char *path;
    char *const *arguments;
    char *const *environment;
    const char *terminal_path; /* becomes the controlling terminal, at terminal_number */
    const char *hidden_mount;  /* is not there for it; null: none */
    char *const *group_files;  /* the cgroup.procs that it is to be in; null at the end */
    const int *moves;          /* pairs of target and source; below 0, the complement of the last number of those to be closed from the target on */
    uint64_t ignored;
    uint64_t blocked;
    int move_count;
    int close_from;
    int directory; /* -1: ours */
    int group;     /* -1: ours, 0: its own */
    int new_session;
    int foreground; /* the terminal whose foreground group its group becomes; -1: none */
    int terminal_number;
    int umask;        /* -1: ours */
    int death_signal; /* is sent to it when the calling thread ends; 0: none */
    int pid_descriptor; /* -1: none */
    int step;
    int error;
    void *usage;  /* struct rusage, filled if it has ended when we return, for which we wait then; null: do not wait */
    int end_code; /* si_code and si_status of waitid(2); 0: it has not ended */
    int end_status;
};

uint64_t drover_signals_ignored_now(void);

#ifdef __x86_64__

/* Minus the error number where it fails. */
static long kernel(long number, long first, long second, long third, long fourth, long fifth)
{
    long result;
    register long r10 __asm__("r10") = fourth;
    register long r8 __asm__("r8") = fifth;
    __asm__ volatile("syscall" : "=a"(result) : "0"(number), "D"(first), "S"(second), "d"(third), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
    return result;
}

static int failed_by(struct request *request, enum step step, long error)
{
    request->step = step;
    request->error = (int)error;
    return -1;
}

static int failed(struct request *request, enum step step)
{
    return failed_by(request, step, errno);
}

static int join(const char *file)
{
    int opened = open(file, O_WRONLY | O_CLOEXEC);
    if (opened < 0)
        return -1;
    ssize_t written = write(opened, "0", 1);
    int error = errno;
    close(opened);
    errno = error;
    return written == 1 ? 0 : -1;
}

static int hide(const char *mounted)
{
    /* Private before anything is changed: what happens here must not travel back. */
    if (unshare(CLONE_NEWNS) != 0 || mount(0, "/", 0, MS_PRIVATE | MS_REC, 0) != 0 || umount2(mounted, MNT_DETACH) != 0)
        return -1;
    while (umount2(mounted, MNT_DETACH) == 0) {
        /* One may be mounted over another. */
    }
    return 0;
}

static int follow_parent(int number, pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, number, 0, 0, 0) != 0)
        return -1;
    /* It may have died before the call: then nobody would ever send the signal. */
    errno = ESRCH;
    return getppid() == parent ? 0 : -1;
}

/* rt_sigaction(2): not what sigaction(3) takes. */
struct kernel_action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};

static int set_up(struct request *request, uint64_t ignored_here, pid_t parent)
{
    for (char *const *file = request->group_files; file != 0 && *file != 0; file++)
        if (join(*file) != 0)
            return failed(request, STEP_CONTROL_GROUP);
    struct kernel_action action = {0};
    for (uint64_t differs = ignored_here ^ request->ignored; differs != 0; differs &= differs - 1) {
        int number = __builtin_ctzll(differs) + 1;
        if (number == 32 || number == 33)
            continue; /* glibc's (nptl(7)) */
        action.handler = (request->ignored >> (number - 1)) & 1 ? SIG_IGN : SIG_DFL;
        kernel(SYS_rt_sigaction, number, (long)&action, 0, sizeof action.mask, 0); /* EINVAL for KILL and STOP */
    }
    if (request->new_session ? setsid() < 0 : request->group >= 0 && setpgid(0, request->group) != 0)
        return failed(request, STEP_GROUP);
    if (request->foreground >= 0 && tcsetpgrp(request->foreground, getpgrp()) != 0)
        return failed(request, STEP_TERMINAL);
    long result;
    if (request->directory >= 0 && (result = kernel(SYS_fchdir, request->directory, 0, 0, 0, 0)) < 0)
        return failed_by(request, STEP_DIRECTORY, -result);
    if (request->terminal_path != 0) {
        /* By the leader of a session and without O_NOCTTY. */
        int opened = open(request->terminal_path, O_RDWR);
        if (opened < 0 || (opened != request->terminal_number && (dup2(opened, request->terminal_number) < 0 || close(opened) != 0)))
            return failed(request, STEP_TERMINAL);
    }
    for (int i = 0; i < request->move_count; i++) {
        int target = request->moves[2 * i], source = request->moves[2 * i + 1];
        if (source < 0)
            kernel(SYS_close_range, target, ~source, 0, 0, 0);
        else if ((result = source == target ? kernel(SYS_fcntl, target, F_SETFD, 0, 0, 0) : kernel(SYS_dup2, source, target, 0, 0, 0)) < 0)
            return failed_by(request, STEP_DESCRIPTORS, -result);
    }
    if (request->close_from >= 0)
        kernel(SYS_close_range, request->close_from, ~0U, 0, 0, 0);
    if (request->umask >= 0)
        kernel(SYS_umask, request->umask, 0, 0, 0, 0);
    if (request->hidden_mount != 0 && hide(request->hidden_mount) != 0)
        return failed(request, STEP_MOUNT);
    if (request->death_signal != 0 && follow_parent(request->death_signal, parent) != 0)
        return failed(request, STEP_PARENT_DEATH);
    return 0;
}

struct start {
    struct request *request;
    uint64_t ignored_here;
    pid_t parent;
};

static void run_child(struct start *start)
{
    struct request *request = start->request;
    if (set_up(request, start->ignored_here, start->parent) == 0) {
        /* 32 and 33 are in no mask that sigprocmask(3) would set. */
        kernel(SYS_rt_sigprocmask, SIG_SETMASK, (long)&request->blocked, 0, sizeof request->blocked, 0);
        failed_by(request, STEP_EXECUTE, -kernel(SYS_execve, (long)request->path, (long)request->arguments, (long)request->environment, 0, 0));
    }
    _exit(127);
}

struct clone_arguments {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
};

/* Its pid, or minus the error number. The child has a stack of its own from its first instruction on and comes back to nowhere. */
static long clone_child(struct clone_arguments *arguments, struct start *start)
{
    long pid;
    __asm__ volatile("syscall\n\t"
                     "testq %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "xorl %%ebp, %%ebp\n\t"
                     "movq %[start], %%rdi\n\t"
                     "callq *%[run]\n\t"
                     "ud2\n"
                     "1:"
                     : "=a"(pid)
                     : "0"((long)SYS_clone3), "D"(arguments), "S"(sizeof *arguments), [start] "r"(start), [run] "r"(run_child)
                     : "rcx", "r11", "memory", "cc");
    return pid;
}

/* Waits for its end; if a signal comes meanwhile, only until it has left our memory. */
static void await(struct request *request, pid_t pid, int *uses_memory)
{
    siginfo_t info;
    if (kernel(SYS_waitid, P_PID, pid, (long)&info, WEXITED, (long)request->usage) == 0) {
        request->end_code = info.si_code;
        request->end_status = info.si_status;
        return;
    }
    const struct timespec patience = {0, 10 * 1000 * 1000};
    while (__atomic_load_n(uses_memory, __ATOMIC_ACQUIRE) != 0) {
        kernel(SYS_futex, (long)uses_memory, FUTEX_WAIT, 1, (long)&patience, 0);
        /* The kernel may leave the word as it was when a child dumps core. */
        info.si_pid = 0;
        if (kernel(SYS_waitid, P_PID, pid, (long)&info, WEXITED | WNOHANG | WNOWAIT, 0) == 0 && info.si_pid != 0)
            return;
    }
}

/* The child's pid; or minus the error number, with the step that failed. */
int drover_spawn(struct request *request)
{
    enum { VM = 0x100, PIDFD = 0x1000, VFORK = 0x4000, CHILD_CLEARTID = 0x200000 };
    const uint64_t clear_handlers = 0x100000000ULL;
    char stack[STACK_SIZE] __attribute__((aligned(64)));
    struct start start = {request, drover_signals_ignored_now(), request->death_signal != 0 ? getpid() : 0};
    uint64_t all = ~0ULL, mask = 0;
    int pidfd = -1, uses_memory = 1;
    request->error = 0;
    request->step = STEP_CLONE;
    request->end_code = 0;
    /* A child in a group of its own may be stopped from the terminal; what it is to ignore must not end it before it does. */
    int guards = request->group >= 0 || request->new_session || request->blocked != 0 || (request->ignored & ~start.ignored_here) != 0;
    /* The others make calls that use errno. */
    int waits = request->usage != 0 && !guards && request->foreground < 0 && request->group_files == 0 && request->hidden_mount == 0 && request->death_signal == 0;
    struct clone_arguments arguments = {
        .flags = VM | clear_handlers | (waits ? CHILD_CLEARTID : PIDFD | VFORK),
        .pidfd = (uint64_t)(uintptr_t)&pidfd,
        .child_tid = (uint64_t)(uintptr_t)&uses_memory,
        .exit_signal = SIGCHLD,
        .stack = (uint64_t)(uintptr_t)stack,
        .stack_size = sizeof stack,
    };
    if (guards)
        syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &mask, sizeof mask);
    long pid = clone_child(&arguments, &start);
    if (guards)
        syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, 0, sizeof mask);
    if (pid < 0)
        return (int)pid;
    if (waits)
        await(request, (pid_t)pid, &uses_memory);
    if (request->error == 0) {
        request->pid_descriptor = pidfd;
        return (int)pid;
    }
    while (request->end_code == 0 && waitpid((pid_t)pid, 0, 0) < 0 && errno == EINTR) {
    }
    if (pidfd >= 0)
        close(pidfd);
    return -request->error;
}

#else

int drover_spawn(struct request *request)
{
    (void)request;
    return -ENOSYS;
}

#endif
