/* Fails the k-th write, sync or rename below a directory, once or from then on. Loaded before libc (LD_PRELOAD). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char folder[PATH_MAX];
static long seen, fails_at = -1;
static int with_errno, stays;

void faults_arm(const char *below, long k, int error, int sticky) {
    strncpy(folder, below, sizeof folder - 1);
    seen = 0;
    fails_at = k;
    with_errno = error;
    stays = sticky;
}

long faults_seen(void) { return seen; }

static int fails(const char *path) {
    if (!folder[0] || strncmp(path, folder, strlen(folder)))
        return 0;
    long number = __atomic_fetch_add(&seen, 1, __ATOMIC_SEQ_CST);
    if (fails_at < 0 || number < fails_at || (number > fails_at && !stays))
        return 0;
    errno = with_errno;
    return 1;
}

static int fd_fails(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return fails(path);
}

#define ON_FD(type, name, parameters, arguments)                       \
    type name parameters {                                             \
        static type(*real) parameters;                                 \
        if (!real)                                                     \
            real = (type(*) parameters)dlsym(RTLD_NEXT, #name);        \
        return fd_fails(fd) ? -1 : real arguments;                     \
    }

ON_FD(ssize_t, write, (int fd, const void *b, size_t n), (fd, b, n))
ON_FD(ssize_t, pwrite, (int fd, const void *b, size_t n, off_t o), (fd, b, n, o))
ON_FD(ssize_t, pwrite64, (int fd, const void *b, size_t n, off64_t o), (fd, b, n, o))
ON_FD(int, fsync, (int fd), (fd))
ON_FD(int, fdatasync, (int fd), (fd))
ON_FD(int, ftruncate, (int fd, off_t o), (fd, o))
ON_FD(int, ftruncate64, (int fd, off64_t o), (fd, o))

/* Paths are given whole, so that a name tells the folder. */
int rename(const char *from, const char *to) {
    static int (*real)(const char *, const char *);
    if (!real)
        real = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
    return fails(from) ? -1 : real(from, to);
}
