// Runs real kernels with every access to a tensor or workspace recorded: what the analysis says, seen from outside.
#pragma once

#include "kernel/kernel.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold::test {

// What one call of a kernel did with a buffer.
struct RecordedUse {
    std::int64_t reads = 0, writes = 0;
    std::int64_t lowestByte = 0, endByte = 0;
    std::vector<int> lines;  // in which an element was accessed, ascending
};

struct RecordedRun {
    int result = 0;  // the kernel's
    std::vector<RecordedUse> arguments;
    std::map<int, RecordedUse> workspaces;  // by the line of the call that asked for them
};

// A C source of an archive, compiled with a recorder in each `((T*)pointer)[index]`.
class RecordedSource {
public:
    // Compiles in `folder`. `text` is what an archive holds; include lines for TVM's headers are left out.
    RecordedSource(std::string_view text, const std::filesystem::path& folder);
    RecordedSource(const RecordedSource&) = delete;
    RecordedSource& operator=(const RecordedSource&) = delete;
    ~RecordedSource();

    [[nodiscard]] bool ok() const { return library_ != nullptr; }
    // All tensors are zero and large enough for anything.
    std::optional<RecordedRun> run(const std::string& kernel, int arguments);

private:
    void* library_ = nullptr;
};

}  // namespace pinfold::test
