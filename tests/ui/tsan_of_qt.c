/* Part of the window's tests where they are built with the thread sanitizer: what it has to know of Qt, which is not. */

/* It sees what Qt's libraries do only where they call the C library: the memory that they take, copy and free, but not
   the atomics by which their threads agree on it. So it finds races among the threads that Qt paints with (QThreadPool).
   These lines leave out such accesses, and only those: locks taken there still count, and so does every access of ours,
   also to what came through Qt. */
const char *__tsan_default_suppressions(void) {
  return "called_from_lib:libQt6Core.so\n"
         "called_from_lib:libQt6Gui.so\n";
}
