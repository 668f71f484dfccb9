/* Faults of the disk and of the clock for one process, preloaded into it.
 *
 * A page of eight 64-bit numbers, shared through the file named by LUOCHUI_FAULT_PAGE, says what to
 * do and counts what was done, so that the bench can change its mind while the process runs. Only
 * files whose name contains ".sqlite" are touched.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { NONE, FAIL_ONCE, FAIL_EVER, DELAY, SWALLOW };
enum { SYNC = 1, WRITE = 2, TRUNCATE = 4 };

struct page {
    int64_t mode;      /* what to do */
    int64_t calls_of;  /* which calls, a sum of SYNC, WRITE, TRUNCATE */
    int64_t nth;       /* FAIL_*: the call, counted from 1 */
    int64_t delay_ms;  /* DELAY: for so long */
    int64_t clock_ns;  /* added to the wall clock */
    int64_t calls;     /* counted: matching calls since the bench set this to 0 */
    int64_t fired;     /* counted: faults injected */
    int64_t unused;
};

static struct page nothing;
static struct page *page = &nothing;

__attribute__((constructor)) static void attach(void) {
    const char *name = getenv("LUOCHUI_FAULT_PAGE");
    int fd = name ? open(name, O_RDWR) : -1;
    if (fd < 0) return;
    void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at != MAP_FAILED) page = at;
    close(fd);
}

static int is_database(int fd) {
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, ".sqlite") != NULL;
}

/* 1: fail, 2: pretend success, 0: go on. */
static int fault(int fd, int kind) {
    volatile struct page *now = page;
    if (now->mode == NONE || !(now->calls_of & kind) || !is_database(fd)) return 0;
    int64_t call = __atomic_add_fetch(&page->calls, 1, __ATOMIC_SEQ_CST);
    int hit = now->mode == FAIL_ONCE ? call == now->nth
            : now->mode == FAIL_EVER ? call >= now->nth
                                     : 1;
    if (!hit) return 0;
    __atomic_add_fetch(&page->fired, 1, __ATOMIC_SEQ_CST);
    if (now->mode == SWALLOW) return 2;
    if (now->mode == DELAY) {
        struct timespec rest = {now->delay_ms / 1000, now->delay_ms % 1000 * 1000000};
        nanosleep(&rest, NULL);
        return 0;
    }
    errno = EIO;
    return 1;
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    int what = fault(fd, SYNC);
    return what == 1 ? -1 : what == 2 ? 0 : real(fd);
}

int fsync(int fd) {
    REAL(int, "fsync", int);
    int what = fault(fd, SYNC);
    return what == 1 ? -1 : what == 2 ? 0 : real(fd);
}

ssize_t pwrite64(int fd, const void *from, size_t length, off64_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return fault(fd, WRITE) == 1 ? -1 : real(fd, from, length, at);
}

ssize_t pwrite(int fd, const void *from, size_t length, off_t at) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return fault(fd, WRITE) == 1 ? -1 : real(fd, from, length, at);
}

int ftruncate64(int fd, off64_t length) {
    REAL(int, "ftruncate64", int, off64_t);
    return fault(fd, TRUNCATE) == 1 ? -1 : real(fd, length);
}

int ftruncate(int fd, off_t length) {
    REAL(int, "ftruncate", int, off_t);
    return fault(fd, TRUNCATE) == 1 ? -1 : real(fd, length);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    REAL(int, "clock_gettime", clockid_t, struct timespec *);
    int done = real(clock, time);
    int64_t off = ((volatile struct page *)page)->clock_ns;
    if (done == 0 && clock == CLOCK_REALTIME && off != 0) {
        int64_t at = (int64_t)time->tv_sec * 1000000000 + time->tv_nsec + off;
        time->tv_sec = at / 1000000000;
        time->tv_nsec = at % 1000000000;
    }
    return done;
}
