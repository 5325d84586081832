/* Constraints
 *   A signal handler may do next to nothing (signal-safety(7)), and no C# function can be one: it would run managed code at any moment.
 *   The runtime ignores SIGPIPE and catches others before Main; what they were at entry is known only before it starts.
 *   A signal to the process is any thread's, but only on the interpreter's own does it end a blocking call with EINTR.
 * Scheme
 *   A constructor keeps the dispositions of the entry. The one handler notes the signal in a mask and a count and writes to an eventfd that the
 *   event loop watches. A thread that is not the owner passes the signal on.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SIGNALS = 65 };

static uint64_t ignored_at_entry;
static uint64_t pending;
static uint32_t counts[SIGNALS];
static int wake = -1;
static int owner;
static uint64_t ignored_now;
static int knows_ignored;

__attribute__((constructor)) static void keep_dispositions(void)
{
    struct sigaction action;
    for (int number = 1; number < SIGNALS; number++)
        if (sigaction(number, 0, &action) == 0 && action.sa_handler == SIG_IGN)
            ignored_at_entry |= 1ULL << (number - 1);
}

static void note(int number)
{
    int saved = errno;
    int thread = (int)syscall(SYS_gettid);
    if (owner != 0 && thread != owner && syscall(SYS_tgkill, getpid(), owner, number) == 0) {
        errno = saved;
        return;
    }
    __atomic_fetch_or(&pending, 1ULL << (number - 1), __ATOMIC_SEQ_CST);
    __atomic_fetch_add(&counts[number], 1, __ATOMIC_SEQ_CST);
    if (wake >= 0) {
        uint64_t one = 1;
        ssize_t written = write(wake, &one, sizeof one);
        (void)written; /* EAGAIN: it is readable already */
    }
    errno = saved;
}

uint64_t drover_signals_ignored_at_entry(void)
{
    return ignored_at_entry;
}

/* The calling thread is the one that signals interrupt; 'descriptor' is written to when one comes, unless it is negative. */
void drover_signals_own(int descriptor)
{
    owner = (int)syscall(SYS_gettid);
    wake = descriptor;
}

/* 0: default, 1: ignored, 2: caught. Returns the error number. */
int drover_signals_set(int number, int kind)
{
    struct sigaction action;
    sigemptyset(&action.sa_mask);
    action.sa_flags = kind == 2 ? SA_ONSTACK : 0; /* no SA_RESTART */
    action.sa_handler = kind == 2 ? note : kind == 1 ? SIG_IGN : SIG_DFL;
    if (sigaction(number, &action, 0) != 0)
        return errno;
    uint64_t bit = 1ULL << (number - 1);
    ignored_now = kind == 1 ? ignored_now | bit : ignored_now & ~bit;
    return 0;
}

/* What is ignored now. It is remembered once the program owns its signals: then all changes come through here, or are told by the next function. */
uint64_t drover_signals_ignored_now(void)
{
    if (!knows_ignored) {
        struct sigaction action;
        ignored_now = 0;
        for (int number = 1; number < SIGNALS; number++)
            if (sigaction(number, 0, &action) == 0 && action.sa_handler == SIG_IGN)
                ignored_now |= 1ULL << (number - 1);
        knows_ignored = owner != 0;
    }
    return ignored_now;
}

/* Somebody else has changed what is ignored. */
void drover_signals_changed(void)
{
    knows_ignored = 0;
}

/* As above; 3: another handler, the runtime's. Negative: the error number. */
int drover_signals_get(int number)
{
    struct sigaction action;
    if (sigaction(number, 0, &action) != 0)
        return -errno;
    return action.sa_handler == SIG_DFL ? 0 : action.sa_handler == SIG_IGN ? 1 : action.sa_handler == note ? 2 : 3;
}

/* Where the mask of what is pending stands, to be read at any time. */
const uint64_t *drover_signals_pending(void)
{
    return &pending;
}

/* Takes those of 'mask' out of what is pending and returns them. */
uint64_t drover_signals_take(uint64_t mask)
{
    return __atomic_fetch_and(&pending, ~mask, __ATOMIC_SEQ_CST) & mask;
}

uint32_t drover_signals_count(int number)
{
    return __atomic_load_n(&counts[number], __ATOMIC_SEQ_CST);
}
