// The table that cmake/Modules.cmake generates; use base/resources.h.
#pragma once

namespace pinfold {

struct EmbeddedFile {
    const char* path;  // null ends the table
    const char* begin;
    const char* end;
};

extern const EmbeddedFile embeddedFiles[];  // in the order of their paths

}  // namespace pinfold
