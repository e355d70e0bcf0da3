// What a kernel's C source says about its use of memory. See reader.h for how it is read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pinfold {

// How one kernel uses one of its arguments or workspaces. Statements are numbered as in Kernel::statements.
struct BufferUse {
    int firstStatement = -1;     // first and last statement that accesses an element, both inclusive;
    int lastStatement = -1;      // -1: none does
    std::int64_t reads = 0;      // element reads in one call of the kernel (products of loop bounds); saturates at 2^62
    std::int64_t writes = 0;     // element writes, likewise
    std::int64_t readBytes = 0;  // the same in bytes: one buffer is used under several element types
    std::int64_t writtenBytes = 0;
    // Bytes [lowestByte, endByte) relative to the buffer's start that the index expressions can reach, by interval
    // arithmetic; TVM hoists loads out of the guards of padding, so lowestByte may be negative and endByte may lie
    // beyond the buffer. Only reads may do so. Both 0 if nothing is accessed.
    std::int64_t lowestByte = 0;
    std::int64_t endByte = 0;
    // The part of that range that is written; both 0 if nothing is. A correct kernel writes inside the buffer only;
    // importModel() refuses others.
    std::int64_t lowestWrittenByte = 0;
    std::int64_t endWrittenByte = 0;
    // False: some index depends on what nothing in the code bounds (a loaded number, a `while` loop's counter, a
    // pointer that escapes). Such an access is taken to stay inside the buffer, as the model's author must have
    // ensured, and the range above tells of the others only.
    bool boundsKnown = true;
    // The buffer's address goes where the reader does not follow it (a call, another variable, memory): `lastStatement`
    // is then the last of the kernel.
    bool escapes = false;
};

// One call of TVMBackendAllocWorkspace in the text of a kernel.
struct KernelWorkspace {
    std::string name;        // the variable that holds it, for people: "PaddedInput"
    int line = 0;            // of the call in its source file, from 1: what __LINE__ gives there. Unique in a file.
    std::int64_t bytes = 0;  // > 0
    BufferUse use;
};

// One top-level statement of a kernel that accesses elements of an argument or a workspace.
struct KernelStatement {
    int firstLine = 0;  // in the source file, from 1, inclusive
    int lastLine = 0;
};

struct Kernel {
    std::string name;   // the C function
    int source = -1;    // index into Model::sources; -1: from an object file, or our own `__copy`
    int firstLine = 0;  // of the definition in its source, inclusive; 0 without a source
    int lastLine = 0;
    int argumentCount = 0;

    // Empty if the kernel can run; otherwise a sentence why it cannot (packed calls, a workspace without a constant
    // size, an argument without data, a store through an input …).
    std::string refusal;

    // True: lifetimes by statement are known and all that follows is meaningful. False: the whole operator is one tick
    // (object files, `__copy`, constructs the reader does not know, named in `whyNotRead`).
    bool read = false;
    std::string whyNotRead;

    std::vector<KernelStatement> statements;
    std::vector<BufferUse> arguments;         // one per argument; if !read: statement numbers are meaningless
    std::vector<KernelWorkspace> workspaces;  // known even if !read, as far as their sizes are constants
    std::optional<std::int64_t> macs;         // multiply-accumulates of one call; none if !read
    std::int64_t stackBytes = 0;              // sum of the local arrays
    // Reads, writes and macs count an access under a condition as often as the condition is asked. False: there is a
    // loop whose number of turns is unknown; it counts as one turn.
    bool countsKnown = true;
};

}  // namespace pinfold
