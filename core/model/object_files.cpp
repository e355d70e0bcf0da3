#include "model/object_files.h"

#include "base/elf.h"
#include "base/hostile_text.h"

#include <string_view>

namespace pinfold {
namespace {

constexpr std::uint16_t typeObjectFile = 1;
constexpr std::size_t maxSymbols = 262'144;                  // different ones, of all files of a model
constexpr std::size_t maxNameBytes = std::size_t{32} << 20;  // of these

using Names = std::set<std::string_view>;

// resources/firmware/runtime, and what LLVM calls of the C library.
const Names& runtimeFunctions() {
    static const Names names = {"TVMBackendAllocWorkspace",
                                "TVMBackendFreeWorkspace",
                                "TVMBackendParallelLaunch",
                                "TVMAPISetLastError",
                                "memcpy",
                                "memmove",
                                "memset",
                                "memcmp",
                                "abort",
                                "_GLOBAL_OFFSET_TABLE_"};
    return names;
}

// ISO C 7.12, each also with the suffix "f".
const Names& mathFunctions() {
    static const Names names = {
        "acos",      "acosh", "asin",      "asinh",  "atan",  "atan2", "atanh",   "cbrt",   "ceil",   "copysign",
        "cos",       "cosh",  "erf",       "erfc",   "exp",   "exp2",  "expm1",   "fabs",   "fdim",   "floor",
        "fma",       "fmax",  "fmin",      "fmod",   "frexp", "hypot", "ilogb",   "ldexp",  "lgamma", "llrint",
        "llround",   "log",   "log10",     "log1p",  "log2",  "logb",  "lrint",   "lround", "modf",   "nearbyint",
        "nextafter", "pow",   "remainder", "remquo", "rint",  "round", "scalbln", "scalbn", "sin",    "sinh",
        "sqrt",      "tan",   "tanh",      "tgamma", "trunc"};
    return names;
}

// GCC Internals, "The GCC low-level runtime library": the routines that are no __aeabi_ ones.
const Names& compilerFunctions() {
    static const Names names = {"__gnu_f2h_ieee", "__gnu_h2f_ieee", "__gnu_d2h_ieee", "__clzsi2",      "__clzdi2",
                                "__ctzsi2",       "__ctzdi2",       "__popcountsi2",  "__popcountdi2", "__bswapsi2",
                                "__bswapdi2",     "__divdi3",       "__udivdi3",      "__moddi3",      "__umoddi3",
                                "__divsi3",       "__udivsi3",      "__modsi3",       "__umodsi3",     "__muldi3",
                                "__ashldi3",      "__ashrdi3",      "__lshrdi3",      "__fixsfdi",     "__fixdfdi",
                                "__fixunssfdi",   "__fixunsdfdi",   "__floatdisf",    "__floatdidf",   "__floatundisf",
                                "__floatundidf",  "__powisf2",      "__powidf2"};
    return names;
}

}  // namespace

bool isProvided(const std::string& function) {
    const std::string_view name = function;
    if (name.starts_with("__aeabi_") || runtimeFunctions().contains(name) || compilerFunctions().contains(name))
        return true;
    if (mathFunctions().contains(name)) return true;
    return name.ends_with('f') && mathFunctions().contains(name.substr(0, name.size() - 1));
}

Result<ObjectSymbols> readObjects(const std::vector<ArchiveFile>& objects, const CancelToken& cancel) {
    ObjectSymbols all;
    std::set<std::string> defined;
    std::size_t nameBytes = 0;
    const auto add = [&](std::set<std::string>& names, const std::string& name) {
        if (names.insert(name).second) nameBytes += name.size();
    };
    for (const ArchiveFile& object : objects) {
        PINFOLD_TRY(const auto elf, readElf(object.bytes, object.name, cancel));
        if (elf.machine != elfMachineArm || elf.is64 || elf.type != typeObjectFile) {
            return badInput("{}: is not an object file for 32-bit ARM.", object.name);
        }
        for (const ElfSymbol& symbol : elf.symbols) {
            if (cancel.cancelled()) return brokenOff();
            if (symbol.name.empty() || symbol.binding == ElfBinding::local) continue;
            if (symbol.defined) {
                add(defined, symbol.name);
                if (symbol.type == ElfSymbolType::function) add(all.functions, symbol.name);
            } else if (symbol.binding != ElfBinding::weak) {
                add(all.undefined, symbol.name);
            }
            if (defined.size() + all.undefined.size() > maxSymbols || nameBytes > maxNameBytes) {
                return badInput("its object files have more than {} symbols, or names of more than {} MiB.", maxSymbols,
                                maxNameBytes >> 20);
            }
        }
    }
    for (const std::string& name : defined) all.undefined.erase(name);
    return all;
}

}  // namespace pinfold
