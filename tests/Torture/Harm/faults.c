/* Preloaded into the host: slow and failing storage for the ledger's files, and a clock that steps. What to do stands in a small file
   that both processes map (WALLET_FAULTS); all of it is zero most of the time. Only writes and syncs of ledger.db, its log and
   guards.db are touched. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

struct control {
    _Atomic int64_t clock_microseconds;  /* added to the wall clock */
    _Atomic int64_t sync_delay_microseconds;
    _Atomic int64_t syncs_to_fail;
    _Atomic int64_t writes_to_fail;
    _Atomic int64_t syncs_failed;        /* counted here, read by the driver */
    _Atomic int64_t writes_failed;
    _Atomic int64_t syncs_delayed;
};

static struct control none;
static struct control *control = &none;

__attribute__((constructor)) static void map_control(void) {
    const char *path = getenv("WALLET_FAULTS");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (mapped != MAP_FAILED)
        control = mapped;
}

static int is_store(int fd) {
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0)
        return 0;
    path[length] = 0;
    return strstr(path, "/ledger.db") != NULL || strstr(path, "/guards.db") != NULL;
}

static int takes(_Atomic int64_t *left, _Atomic int64_t *count, int fd) {
    if (*left <= 0 || !is_store(fd))
        return 0;
    if (__atomic_fetch_sub((int64_t *)left, 1, __ATOMIC_SEQ_CST) <= 0)
        return 0;
    ++*count;
    errno = EIO;
    return 1;
}

static void delay(int fd) {
    int64_t microseconds = control->sync_delay_microseconds;
    if (microseconds <= 0 || !is_store(fd))
        return;
    ++control->syncs_delayed;
    usleep((useconds_t)microseconds);
}

#define NEXT(type, name, ...)                                   \
    static type (*real)(__VA_ARGS__);                           \
    if (!real)                                                  \
        real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

int fsync(int fd) {
    NEXT(int, "fsync", int);
    delay(fd);
    return takes(&control->syncs_to_fail, &control->syncs_failed, fd) ? -1 : real(fd);
}

int fdatasync(int fd) {
    NEXT(int, "fdatasync", int);
    delay(fd);
    return takes(&control->syncs_to_fail, &control->syncs_failed, fd) ? -1 : real(fd);
}

ssize_t write(int fd, const void *data, size_t size) {
    NEXT(ssize_t, "write", int, const void *, size_t);
    return takes(&control->writes_to_fail, &control->writes_failed, fd) ? -1 : real(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    NEXT(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return takes(&control->writes_to_fail, &control->writes_failed, fd) ? -1 : real(fd, data, size, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    NEXT(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return takes(&control->writes_to_fail, &control->writes_failed, fd) ? -1 : real(fd, data, size, at);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    NEXT(int, "clock_gettime", clockid_t, struct timespec *);
    int result = real(clock, now);
    int64_t step = control->clock_microseconds;
    if (result == 0 && step != 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t nanoseconds = now->tv_nsec + step % 1000000 * 1000;
        now->tv_sec += step / 1000000 + (nanoseconds < 0 ? -1 : nanoseconds / 1000000000);
        now->tv_nsec = nanoseconds < 0 ? nanoseconds + 1000000000 : nanoseconds % 1000000000;
    }
    return result;
}
