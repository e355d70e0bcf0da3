// Bytes as an archive, and every model in it: any outcome is fine but a crash, a hang or exhausted memory.
#include "mlf/archive.h"
#include "model/model.h"
#include "support/must.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace pinfold;
    ArchiveLimits limits;
    limits.memberBytes = std::uint64_t{4} << 20;  // small, so that a run tries much
    limits.jsonBytes = std::uint64_t{1} << 20;
    limits.totalBytes = std::uint64_t{16} << 20;
    auto archive = test::uncancelled(
        readArchiveBytes(std::string(reinterpret_cast<const char*>(data), size), "fuzz.tar", {}, {}, limits));
    if (!archive.ok()) return 0;
    for (ArchiveModule& module : archive->modules) {
        const auto model = test::uncancelled(importModel(*archive, std::move(module)));
        if (model.ok() && tvmMemory(*model, 16).storageBytes < 0) std::abort();
    }
    return 0;
}
