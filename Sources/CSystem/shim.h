// The Linux calls that `import Glibc` does not show (epoll, eventfd, accept4, getrandom, crypt, pidfd_open,
// memfd_create, mallopt), and socket addresses, whose C types are unions and inline arrays.
#ifndef ONBOARD_CSYSTEM_SHIM_H
#define ONBOARD_CSYSTEM_SHIM_H

#include <arpa/inet.h>
#include <crypt.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

/// epoll_event carries a union; the server only ever keeps a 64-bit token in it.
static inline int onboard_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(epoll, operation, descriptor, &event);
}

static inline uint64_t onboard_epoll_token(const struct epoll_event *event) { return event->data.u64; }
static inline uint32_t onboard_epoll_events(const struct epoll_event *event) { return event->events; }

/// accept4 is declared for _GNU_SOURCE only, which would make this module's fd_set another than Glibc's.
extern int accept4(int listener, struct sockaddr *address, socklen_t *size, int flags);

static inline int onboard_accept(int listener) {
    return accept4(listener, (struct sockaddr *)0, (socklen_t *)0, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/// A descriptor that is readable once the process has ended (pidfd_open(2)); glibc has a name for it only since 2.36.
static inline int onboard_pidfd_open(int process) { return (int)syscall(SYS_pidfd_open, process, 0); }

/// An unnamed file in memory (memfd_create(2)), closed on exec; declared for _GNU_SOURCE only.
extern int memfd_create(const char *name, unsigned int flags);

static inline int onboard_memory_file(void) { return memfd_create("input", 1 /* MFD_CLOEXEC */); }

/// Closes every descriptor from the given one on; declared for _GNU_SOURCE only.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

/// Where a caught signal is told to: an eventfd, which counts.
static int onboard_signal_counter = -1;

/// All that a handler does, as little is allowed in one (signal-safety(7)).
static inline void onboard_count_signal(int number) {
    const int error = errno;
    const uint64_t one = 1;
    (void)number;
    (void)!write(onboard_signal_counter, &one, sizeof one);
    errno = error;
}

/// True where nohup(1) or the like says that the signal is not to end the process.
static inline bool onboard_ignores_signal(int number) {
    struct sigaction action;
    return sigaction(number, (const struct sigaction *)0, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// From now on the signal ends nothing, but adds one to `counter`, the same for all signals.
static inline int onboard_catch_signal(int number, int counter) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = onboard_count_signal;
    action.sa_flags = SA_RESTART;
    onboard_signal_counter = counter;
    return sigaction(number, &action, (struct sigaction *)0);
}

/// Binds or connects to a socket's file. Its address is an array inside a struct, which Swift sees as a tuple of 108; a
/// path for which that has no room is reached through its opened directory (proc(5), /proc/self/fd). Returns what the
/// call does, or -1 with what opening the directory failed with, or ENAMETOOLONG for a name that is too long even so.
static inline int onboard_unix_call(
    int descriptor, const char *path, int (*call)(int, const struct sockaddr *, socklen_t)) {
    struct sockaddr_un address;
    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    int directory = -1;
    if (strlen(path) < sizeof address.sun_path) {
        strcpy(address.sun_path, path);
    } else {
        const char *name = strrchr(path, '/');
        char folder[PATH_MAX];
        if (!name || (size_t)(name - path) >= sizeof folder) {
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(folder, path, name - path);
        folder[name - path] = 0;
        directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (directory < 0) return -1;
        const size_t room = sizeof address.sun_path;
        if ((size_t)snprintf(address.sun_path, room, "/proc/self/fd/%d%s", directory, name) >= room) {
            close(directory);
            errno = ENAMETOOLONG;
            return -1;
        }
    }
    const int result = call(descriptor, (const struct sockaddr *)&address, sizeof address);
    const int error = errno;
    if (directory >= 0) close(directory);
    errno = error;
    return result;
}

static inline int onboard_unix_bind(int descriptor, const char *path) {
    return onboard_unix_call(descriptor, path, bind);
}

static inline int onboard_unix_connect(int descriptor, const char *path) {
    return onboard_unix_call(descriptor, path, connect);
}

/// Writes a socket's numeric address into `text` (INET6_ADDRSTRLEN bytes) and its port into `port`: the peer's if
/// `peer` is not zero, else its own. Returns -1 for anything but IPv4 and IPv6.
static inline int onboard_socket_address(int descriptor, int peer, char *text, uint16_t *port) {
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    struct sockaddr *any = (struct sockaddr *)&address;
    if ((peer ? getpeername(descriptor, any, &size) : getsockname(descriptor, any, &size)) < 0) return -1;
    const struct sockaddr_in *four = (const struct sockaddr_in *)&address;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address;
    switch (address.ss_family) {
    case AF_INET:
        *port = ntohs(four->sin_port);
        return inet_ntop(AF_INET, &four->sin_addr, text, INET6_ADDRSTRLEN) ? 0 : -1;
    case AF_INET6:
        *port = ntohs(six->sin6_port);
        return inet_ntop(AF_INET6, &six->sin6_addr, text, INET6_ADDRSTRLEN) ? 0 : -1;
    default: return -1;
    }
}

#endif
