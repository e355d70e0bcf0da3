/* Part of every test that is built with the thread sanitizer: what it has to know of Qt, which is not built with it. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdarg.h>
#include <sys/types.h>

/* It sees what Qt's libraries do only where they call the C library: the memory that they take, copy and free, but not
   the atomics by which their threads agree on it. So it finds races among the threads that Qt paints with (QThreadPool).
   These lines leave out such accesses, and only those: locks taken there still count, and so does every access of ours,
   also to what came through Qt. */
const char *__tsan_default_suppressions(void) {
  return "called_from_lib:libQt6Core.so\n"
         "called_from_lib:libQt6Gui.so\n";
}

/* QProcess starts programs with a clone() that shares our memory until the program runs. GCC 12's sanitizer takes it
   for a fork and, as child and parent are one memory, closes its books twice: from there on it sees neither the mutexes
   nor the accesses of the thread that started the program, and wants no more threads. This clone() is found before the
   sanitizer's and leaves the books alone. */
int __clone(int (*run)(void *), void *stack, int flags, void *argument, ...);

int clone(int (*run)(void *), void *stack, int flags, void *argument, ...) {
  va_list more;
  va_start(more, argument);
  pid_t *parent_id = va_arg(more, pid_t *);
  void *thread_data = va_arg(more, void *);
  pid_t *child_id = va_arg(more, pid_t *);
  va_end(more);
  return __clone(run, stack, flags, argument, parent_id, thread_data, child_id);
}
