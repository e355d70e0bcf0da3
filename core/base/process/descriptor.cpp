#include "base/process/descriptor.h"

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>

namespace pinfold {

Descriptor::~Descriptor() { close(); }

void Descriptor::close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
}

int openPipe(Pipe& pipe) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return errno;
    pipe.readEnd = Descriptor(ends[0]);
    pipe.writeEnd = Descriptor(ends[1]);
    return 0;
}

}  // namespace pinfold
