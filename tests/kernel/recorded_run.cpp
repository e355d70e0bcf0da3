#include "kernel/recorded_run.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <utility>

namespace pinfold::test {

namespace {

constexpr std::int64_t tensorBytes = 8 << 20;  // more than any tensor of the models used
constexpr int maxBuffers = 64;
constexpr int maxLines = 65536;

// Stands before the kernels: the types they use, and the recorder. Mirrors struct Recorded below.
constexpr std::string_view prelude = R"(
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#define TVM_DLL
typedef struct { int32_t device_type, device_id; } DLDevice;
typedef struct { uint8_t code, bits; uint16_t lanes; } DLDataType;
typedef struct { void* data; DLDevice device; int32_t ndim; DLDataType dtype; int64_t *shape, *strides;
                 uint64_t byte_offset; } DLTensor;
typedef union { int64_t v_int64; double v_float64; void* v_handle; } TVMValue;
struct recorded { const char* base; void* block; int64_t site, reads, writes, low, end; };
struct recorded recorded[64];
int recorded_count;
unsigned char recorded_lines[64][65536];
static int64_t record(const void* base, int64_t bytes, int write, int64_t index, int line) {
  for (int i = recorded_count - 1; i >= 0; --i) {
    struct recorded* r = &recorded[i];
    if (r->base != (const char*)base) continue;
    if (r->reads + r->writes == 0) { r->low = index * bytes; r->end = r->low; }
    if (write) ++r->writes; else ++r->reads;
    if (index * bytes < r->low) r->low = index * bytes;
    if (index * bytes + bytes > r->end) r->end = index * bytes + bytes;
    if (line < 65536) recorded_lines[i][line] = 1;
    break;
  }
  return index;
}
#define RECORD(base, type, write, index) record(base, sizeof(type), write, index, __LINE__)
static void* record_alloc(uint64_t bytes, int line) {
  int i = 0;
  while (i < recorded_count && recorded[i].site != line) ++i;
  if (i == 64) return 0;
  if (i == recorded_count) ++recorded_count;
  recorded[i].site = line;
  recorded[i].block = calloc(1, bytes + 131072);
  recorded[i].base = (char*)recorded[i].block + 65536;
  return (void*)recorded[i].base;
}
static int record_free(const void* base) {
  for (int i = 0; i < recorded_count; ++i) {
    if (recorded[i].base != (const char*)base) continue;
    free(recorded[i].block);
    recorded[i].base = 0;
    return 0;
  }
  return -1;
}
#define TVMBackendAllocWorkspace(type, device, bytes, code, bits) record_alloc(bytes, __LINE__)
#define TVMBackendFreeWorkspace(type, device, base) record_free(base)
)";

struct Recorded {
    const char* base;
    void* block;
    std::int64_t site, reads, writes, low, end;
};

struct TensorForKernel {  // DLTensor
    void* data;
    std::int32_t device[2];
    std::int32_t ndim;
    std::uint8_t dtype[4];
    std::int64_t *shape, *strides;
    std::uint64_t byteOffset;
};

// A typed access `((T*)pointer)[index]`.
struct TypedAccess {
    std::string_view type, pointer;
    std::size_t open = 0, close = 0;  // of its brackets
};

std::optional<TypedAccess> typedAccess(std::string_view text, std::size_t at) {
    for (const std::string_view type : {"int8_t", "int16_t", "int32_t", "int64_t", "uint8_t", "uint16_t", "uint32_t",
                                        "uint64_t", "float", "double", "bool"}) {
        const std::string before = fmt::format("(({}*)", type);
        if (text.substr(at, before.size()) != before) continue;
        TypedAccess access{type, {}, 0, 0};
        const std::size_t name = at + before.size();
        const std::size_t end = text.find(')', name);
        access.pointer = text.substr(name, end - name);
        access.open = end + 1;
        if (text.substr(access.open, 1) != "[" || access.pointer.find('(') != std::string_view::npos) return {};
        access.close = access.open + 1;
        for (int depth = 1; access.close < text.size(); ++access.close) {
            if (text[access.close] == '[') ++depth;
            if (text[access.close] == ']' && --depth == 0) break;
        }
        return access;
    }
    return {};
}

// Puts RECORD(…) around each index of a typed access, and takes out TVM's headers. Lines stay where they are.
std::string instrumented(std::string_view text) {
    std::vector<std::pair<std::size_t, std::string>> insertions;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text.substr(at, 14) == "#include \"tvm/") insertions.emplace_back(at, "//");
        if (text.substr(at, 2) != "((") continue;
        const auto access = typedAccess(text, at);
        if (!access) continue;
        const bool write = text.substr(access->close + 1, 3) == " = ";
        insertions.emplace_back(access->open + 1,
                                fmt::format("RECORD({}, {}, {}, ", access->pointer, access->type, write ? 1 : 0));
        insertions.emplace_back(access->close, ")");
    }
    std::sort(insertions.begin(), insertions.end());
    std::string result;
    std::size_t done = 0;
    for (const auto& [position, insertion] : insertions) {
        result.append(text.substr(done, position - done)).append(insertion);
        done = position;
    }
    return result.append(text.substr(done));
}

RecordedUse useOf(const Recorded& recorded, const unsigned char* lines) {
    RecordedUse use{recorded.reads, recorded.writes, recorded.low, recorded.end, {}};
    for (int line = 0; line < maxLines; ++line) {
        if (lines[line]) use.lines.push_back(line);
    }
    return use;
}

}  // namespace

RecordedSource::RecordedSource(std::string_view text, const std::filesystem::path& folder) {
    std::ofstream(folder / "prelude.h") << prelude;
    std::ofstream(folder / "kernels.c") << instrumented(text);
    const std::string library = (folder / "kernels.so").string();
    const std::string command = fmt::format(
        "cc -shared -fPIC -O1 -w -fno-strict-aliasing -include '{0}/prelude.h' '{0}/kernels.c' -o '{1}' -lm",
        folder.string(), library);
    if (std::system(command.c_str()) == 0) library_ = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
}

RecordedSource::~RecordedSource() {
    if (library_) dlclose(library_);
}

std::optional<RecordedRun> RecordedSource::run(const std::string& kernel, int arguments) {
    using Function = int (*)(void*, std::int32_t*, std::int32_t, void*, std::int32_t*, void*);
    const auto function = reinterpret_cast<Function>(dlsym(library_, kernel.c_str()));
    auto* const recorded = static_cast<Recorded*>(dlsym(library_, "recorded"));
    auto* const count = static_cast<int*>(dlsym(library_, "recorded_count"));
    auto* const lines = static_cast<unsigned char*>(dlsym(library_, "recorded_lines"));
    if (!function || !recorded || !count || !lines) return {};
    std::fill_n(recorded, maxBuffers, Recorded{});
    std::fill_n(lines, maxBuffers * maxLines, std::uint8_t{0});

    const auto size = static_cast<std::size_t>(arguments);
    std::vector<void*> blocks(size);
    std::vector<TensorForKernel> tensors(size);
    std::vector<void*> values(size);
    std::vector<std::int32_t> codes(size);
    for (std::size_t i = 0; i < size; ++i) {
        blocks[i] = std::calloc(1, 2 * tensorBytes);
        recorded[i].base = static_cast<char*>(blocks[i]) + tensorBytes / 2;
        tensors[i] = {};
        tensors[i].data = const_cast<char*>(recorded[i].base);
        values[i] = &tensors[i];
    }
    *count = arguments;
    RecordedRun run;
    run.result = function(values.data(), codes.data(), arguments, nullptr, nullptr, nullptr);
    for (int i = 0; i < *count; ++i) {
        const RecordedUse use = useOf(recorded[i], lines + static_cast<std::ptrdiff_t>(i) * maxLines);
        if (i < arguments) {
            run.arguments.push_back(use);
        } else {
            run.workspaces[static_cast<int>(recorded[i].site)] = use;
        }
    }
    for (void* block : blocks) std::free(block);
    return run;
}

}  // namespace pinfold::test
