/* Tries what its first argument says, as code from anywhere might, and says on its standard output what came of it. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

extern char **environ;

static int tell(int succeeded) {
  if (succeeded) {
    puts("done");
  } else {
    printf("refused: %s\n", strerror(errno));
  }
  return 0;
}

static int read_file(const char *path) {
  char text[256];
  const int file = open(path, O_RDONLY);
  const ssize_t count = read(file, text, sizeof text);
  if (count < 0) return tell(0);
  printf("%.*s\n", (int)count, text);
  return tell(1);
}

static int write_file(const char *path) {
  const int file = open(path, O_WRONLY | O_CREAT, 0600);
  return tell(write(file, "x", 1) == 1);
}

static int connect_to(const char *port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int line = socket(AF_INET, SOCK_STREAM, 0);
  return tell(connect(line, (struct sockaddr *)&address, sizeof address) == 0);
}

static int show_environment(void) {
  for (char **each = environ; *each; ++each) puts(*each);
  return tell(1);
}

static int show_processes(void) {
  DIR *processes = opendir("/proc");
  if (!processes) return tell(0);
  int count = 0;
  for (struct dirent *entry; (entry = readdir(processes));) count += entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
  printf("%d\n", count);
  return 0;
}

static int fork_many(int wanted) {
  int made = 0;
  fflush(stdout);
  for (; made < wanted; ++made) {
    const pid_t child = fork();
    if (child == 0) pause();
    if (child < 0) break;
  }
  printf("%d\n", made);
  return 0;
}

static int allocate(unsigned long gibibytes) {
  const size_t step = (size_t)1 << 30;
  for (unsigned long i = 0; i < gibibytes; ++i) {
    char *memory = malloc(step);
    if (!memory) return tell(0);
    memory[step - 1] = 1;
  }
  return tell(1);
}

static int write_forever(const char *path) {
  static char block[1 << 20];
  signal(SIGXFSZ, SIG_IGN);
  const int file = open(path, O_WRONLY | O_CREAT, 0600);
  unsigned long written = 0;
  while (write(file, block, sizeof block) == (ssize_t)sizeof block) ++written;
  printf("%lu\n", written);
  return 0;
}

static int print(unsigned long mebibytes) {
  static char block[1 << 20];
  memset(block, 'x', sizeof block);
  for (unsigned long i = 0; i < mebibytes; ++i) fwrite(block, 1, sizeof block, stdout);
  return tell(1);
}

/* Leaves a process behind that has nothing in common with this one but what is open, and keeps the file locked. Ends
   when it is locked. */
static int leave_daemon(const char *path) {
  int ready[2];
  char byte = 0;
  if (pipe(ready) != 0) return tell(0);
  const pid_t child = fork();
  if (child < 0) return tell(0);
  if (child == 0) {
    setsid();
    if (fork() != 0) _exit(0);
    flock(open(path, O_RDWR), LOCK_EX);
    if (write(ready[1], "x", 1) != 1) _exit(1);
    for (;;) pause();
  }
  return tell(read(ready[0], &byte, 1) == 1);
}

/* The process that has started this one, all that may be signalled, and this one's group. */
static int attack_processes(int victim) {
  int harmed = 0;
  harmed += kill(victim, SIGKILL) == 0;
  harmed += ptrace(PTRACE_SEIZE, victim, NULL, NULL) == 0;
  printf("harmed %d\n", harmed);
  fflush(stdout);
  kill(-1, SIGKILL);
  kill(0, SIGKILL);
  return 0;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  const char *with = argc > 2 ? argv[2] : "";
  if (!strcmp(what, "read")) return read_file(with);
  if (!strcmp(what, "write")) return write_file(with);
  if (!strcmp(what, "connect")) return connect_to(with);
  if (!strcmp(what, "environment")) return show_environment();
  if (!strcmp(what, "processes")) return show_processes();
  if (!strcmp(what, "fork")) return fork_many(atoi(with));
  if (!strcmp(what, "allocate")) return allocate(strtoul(with, NULL, 10));
  if (!strcmp(what, "fill")) return write_forever(with);
  if (!strcmp(what, "print")) return print(strtoul(with, NULL, 10));
  if (!strcmp(what, "daemon")) return leave_daemon(with);
  if (!strcmp(what, "attack")) return attack_processes(atoi(with));
  if (!strcmp(what, "mount")) return tell(mount("none", "/tmp", "tmpfs", 0, NULL) == 0);
  if (!strcmp(what, "loop"))
    for (;;) {
    }
  if (!strcmp(what, "wait"))
    for (;;) sleep(1000);
  return 1;
}
