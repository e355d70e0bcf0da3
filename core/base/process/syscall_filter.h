// Which system calls a program may make that does nothing but compute and talk over what it finds open.
#pragma once

#include <string>

namespace pinfold {

// A seccomp filter: instructions of the kernel's packet filter as bytes, as `bwrap --seccomp` reads them. It lets a
// program start, have memory, read files and talk over open files, and refuses everything else (EPERM): other
// processes, sockets, signals to others, mounts. Empty on processors that it was not written for.
std::string computingFilter();

}  // namespace pinfold
