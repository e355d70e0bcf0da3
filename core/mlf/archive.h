// A Model Library Format archive as it lies on disk: what is in it, not yet what it means (that is core/model).
// Format: apache/tvm python/tvm/micro/model_library_format.py, versions 5 (TVM 0.8) and 7 (TVM 0.9 to 0.18).
#pragma once

#include "base/cancel.h"
#include "base/dtype.h"
#include "base/progress.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

enum class Executor {
    graph,         // a graph JSON and packed kernels: what Pinfold deploys
    aot,           // ahead-of-time executor: shown, not yet planned
    operatorOnly,  // `style: operator`: one kernel, no model
};
std::string_view nameOf(Executor executor);  // "graph", "aot", "operator"

// One tensor of a .params file.
struct Parameter {
    std::string name;
    DType dtype = DType::int8;
    Shape shape;
    std::string bytes;  // little-endian elements, exactly byteCount(shape, dtype)
};

struct ArchiveFile {
    std::string name;  // file name without folders, made of [A-Za-z0-9_.-], unique in its module
    std::string bytes;
};

// What metadata.json says about an input or an output, for showing; the graph is what counts. Whatever it does not say
// is empty.
struct ArchivePort {
    std::string name;
    std::string dtype;           // as written there; may be one that DType does not know
    std::optional<Shape> shape;  // only operator-style archives have it
    std::int64_t bytes = 0;
};

// One compiled model of an archive.
struct ArchiveModule {
    std::string name;
    Executor executor = Executor::graph;
    std::string exportDate;  // as the archive writes it; may be empty
    std::vector<std::string> targets;
    std::string graphJson;                // empty unless executor is graph
    std::vector<std::string> inputNames;  // metadata's, sorted by name; empty in version 5
    std::vector<std::string>
        outputNames;                  // metadata's, sorted by name: NOT the order of the outputs; empty in version 5
    std::vector<ArchivePort> inputs;  // the same with what else metadata says, in the same order
    std::vector<ArchivePort> outputs;
    std::vector<ArchivePort>
        arguments;  // only operator-style: the kernel's arguments in order; nothing says which are outputs
    std::int64_t workspaceBytes = 0;             // metadata's own figure for the whole model; 0 if not given
    std::optional<std::int64_t> constantsBytes;  // metadata's own figure; TVM 0.8 gives none
    std::map<std::string, std::int64_t> operatorWorkspaceBytes;  // metadata's, by kernel
    std::vector<Parameter> parameters;                           // in the order of the .params file
    std::vector<ArchiveFile> sources;  // codegen/host/src/*.c; graph: without the function registry `*lib0.c`
    std::vector<ArchiveFile> objects;  // codegen/host/lib/*.o; graph: without `*lib0.o`
};

struct Archive {
    std::string name;                    // file name without folders and without ".tar", ".tar.gz" …
    std::string sha256;                  // of the file's bytes
    int version = 0;                     // 5 or 7
    std::vector<ArchiveModule> modules;  // in the order of their names
};

// What is too much for an archive; all in bytes after decompression. Those of TVM are far below: a compressed one
// unpacks to a few times its size.
struct ArchiveLimits {
    std::uint64_t memberBytes = std::uint64_t{256} << 20;
    std::uint64_t jsonBytes = std::uint64_t{8} << 20;        // metadata.json, a graph: some 6,000 operators
    std::uint64_t totalBytes = std::uint64_t{1} << 30;       // also of the file itself
    std::uint64_t unpackedFreely = std::uint64_t{64} << 20;  // whatever the size of a compressed file; beyond it
    std::uint64_t unpackedRatio = 16;                        // this many times its size
    std::uint64_t members = 16'384;
};

// Reads an archive, which may be hostile: never writes anything, never follows a link, never holds more than the
// limits. Any fault gives ErrorKind::badInput and one sentence that starts with the file's path.
Outcome<Archive> readArchive(const std::filesystem::path& path, const CancelToken& cancel = {},
                             const ProgressSink& progress = {}, const ArchiveLimits& limits = {});
// The same for an archive that is in memory; `path` is only its name. Takes the bytes and frees them early.
Outcome<Archive> readArchiveBytes(std::string bytes, const std::filesystem::path& path, const CancelToken& cancel = {},
                                  const ProgressSink& progress = {}, const ArchiveLimits& limits = {});

}  // namespace pinfold
