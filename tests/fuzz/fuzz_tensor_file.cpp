// Bytes as a tensor file (the first byte chooses the format), fitted to a model: any outcome is fine but a crash, a
// hang, exhausted memory, or arrays whose bytes are not those of their shapes.
#include "validate/samples.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace pinfold;
    if (size == 0) return 0;
    const char* const endings[] = {"x.npz", "x.npy", "x.csv"};
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto arrays = parseTensorFile(bytes, endings[data[0] % 3]);
    if (!arrays.ok()) {
        if (arrays.error().kind != ErrorKind::badInput || arrays.error().message.empty()) std::abort();
        return 0;
    }
    for (const Array& array : *arrays) {
        const auto expected = byteCount(array.shape, array.dtype);
        if (!expected || static_cast<std::uint64_t>(*expected) != array.bytes.size()) std::abort();
    }
    for (const DType dtype : {DType::int8, DType::uint64, DType::boolean, DType::float32}) {
        const ModelPorts one{"m", "", {{"x", "in_x", dtype, {2}}}, {{"y", "out_0", dtype, {2}}}};
        const ModelPorts other{"n", "n.", {{"x", "in_n.x", dtype, {2}}}, {{"y", "out_n.0", dtype, {2}}}};
        for (const std::vector<ModelPorts>& models : {std::vector{one}, std::vector{one, other}}) {
            const auto all = matchSamples(*arrays, "x", {}, "", models);
            if (!all.ok()) continue;
            for (const Samples& samples : *all) {
                const auto wanted = static_cast<std::size_t>(samples.count * 2 * bytesOf(dtype));
                if (samples.inputs[0].size() != wanted) std::abort();
            }
        }
    }
    return 0;
}
