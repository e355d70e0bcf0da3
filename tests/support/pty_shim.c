/* Loaded with LD_PRELOAD, makes a pseudo-terminal pass for a serial port before libserialport, which opens a port only
   if the kernel lists it under /sys/class/tty, and which wants modem lines. PINFOLD_PTY names the pseudo-terminal, for
   example /dev/pts/7. Everything else, above all reading and writing, goes to the real functions. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* True if `path` is the entry under /sys/class/tty of the pseudo-terminal. */
static int is_entry(const char *path) {
  const char *pty = getenv("PINFOLD_PTY");
  char entry[256];
  if (pty == NULL || strncmp(pty, "/dev/", 5) != 0) return 0;
  snprintf(entry, sizeof entry, "/sys/class/tty/%s", pty + 5);
  return strcmp(path, entry) == 0;
}

static int pretend_link(struct stat *status) {
  memset(status, 0, sizeof *status);
  status->st_mode = S_IFLNK | 0777;
  return 0;
}

int lstat(const char *path, struct stat *status) {
  static int (*next)(const char *, struct stat *);
  if (is_entry(path)) return pretend_link(status);
  if (next == NULL) next = (int (*)(const char *, struct stat *))dlsym(RTLD_NEXT, "lstat");
  return next(path, status);
}

int __lxstat(int version, const char *path, struct stat *status) {
  (void)version;
  return lstat(path, status);
}

ssize_t readlink(const char *path, char *buffer, size_t size) {
  static ssize_t (*next)(const char *, char *, size_t);
  if (is_entry(path)) {
    static const char target[] = "../../devices/pci0000:00/usb1/1-1/1-1:1.0/tty/ttyACM0";
    const size_t count = sizeof target - 1 < size ? sizeof target - 1 : size;
    memcpy(buffer, target, count);
    return (ssize_t)count;
  }
  if (next == NULL) next = (ssize_t(*)(const char *, char *, size_t))dlsym(RTLD_NEXT, "readlink");
  return next(path, buffer, size);
}

int ioctl(int file, unsigned long request, ...) {
  static int (*next)(int, unsigned long, ...);
  va_list arguments;
  va_start(arguments, request);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  if (next == NULL) next = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
  const int result = next(file, request, argument);
  if (result == 0 || !isatty(file)) return result;
  if (request == TIOCMGET) {
    *(int *)argument = TIOCM_CTS | TIOCM_DSR | TIOCM_CAR;
    return 0;
  }
  return request == TIOCMSET || request == TIOCMBIS || request == TIOCMBIC ? 0 : result;
}
