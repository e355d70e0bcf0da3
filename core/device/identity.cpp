// What the device says of itself.
#include "device/protocol.h"

#include <array>

namespace pinfold {
namespace {

std::optional<DType> dtypeOf(std::uint64_t code, std::uint64_t bits) {
    constexpr std::array codes{"int", "uint", "float"};
    if (code == 1 && bits == 1) return DType::boolean;
    if (code >= codes.size()) return std::nullopt;
    return dtypeFromName(codes[code] + std::to_string(bits));
}

Result<DeviceTensor> parseTensor(BodyReader& body) {
    DeviceTensor tensor;
    const std::uint64_t code = body.number(1);
    const std::uint64_t bits = body.number(1);
    for (std::uint64_t left = body.number(1); left > 0; --left) {
        tensor.shape.push_back(static_cast<std::int64_t>(body.number(4)));
    }
    tensor.bytes = static_cast<std::int64_t>(body.number(4));
    if (!body.complete()) return toolFailed("The device's description of a model is cut off.");
    const std::optional<DType> dtype = dtypeOf(code, bits);
    if (!dtype) {
        return toolFailed("The device has a tensor of an element type that Pinfold does not know (code {}, {} bits).",
                          code, bits);
    }
    tensor.dtype = *dtype;
    if (byteCount(tensor.shape, tensor.dtype) != tensor.bytes) {
        return toolFailed("The device says that a tensor of shape {} and type {} has {} bytes.", toString(tensor.shape),
                          nameOf(tensor.dtype), tensor.bytes);
    }
    return tensor;
}

std::string_view nameOfException(std::uint64_t number) {
    switch (number) {
        case 2: return "NMI";
        case 3: return "HardFault";
        case 4: return "MemManage fault";
        case 5: return "BusFault";
        case 6: return "UsageFault";
        default: return "an interrupt without handler";
    }
}

}  // namespace

Result<Hello> parseHello(std::string_view bytes) {
    BodyReader body(bytes);
    Hello hello;
    hello.session = static_cast<std::uint32_t>(body.number(4));
    hello.version = static_cast<int>(body.number(2));
    if (!body.complete()) return toolFailed("The device's answer to hello is too short.");
    if (hello.version != protocolVersion) return hello;
    hello.writeChunk = static_cast<std::int64_t>(body.number(2));
    hello.readChunk = static_cast<std::int64_t>(body.number(2));
    hello.window = static_cast<std::int64_t>(body.number(2));
    hello.runTicks = static_cast<int>(body.number(1));
    hello.models = static_cast<int>(body.number(1));
    hello.timerHz = static_cast<std::int64_t>(body.number(4));
    for (const char byte : body.bytes(32)) hello.planSha256 += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    hello.board = body.text();
    if (!body.complete()) return toolFailed("The device's answer to hello is too short.");
    if (hello.writeChunk == 0 || hello.runTicks == 0 || hello.timerHz == 0) {
        return toolFailed(
            "The device's answer to hello makes no sense: it takes {} bytes a write, times {} operators a run, "
            "with a timer of {} Hz.",
            hello.writeChunk, hello.runTicks, hello.timerHz);
    }
    return hello;
}

Result<DeviceModel> parseModel(std::string_view bytes) {
    BodyReader body(bytes);
    DeviceModel model;
    model.name = body.text();
    model.operators = static_cast<int>(body.number(2));
    const std::uint64_t inputs = body.number(1);
    const std::uint64_t outputs = body.number(1);
    for (std::uint64_t i = 0; i < inputs + outputs; ++i) {
        PINFOLD_TRY(DeviceTensor tensor, parseTensor(body));
        (i < inputs ? model.inputs : model.outputs).push_back(std::move(tensor));
    }
    if (!body.complete()) return toolFailed("The device's description of a model is cut off.");
    return model;
}

std::string describeStart(std::string_view bytes) {
    BodyReader body(bytes);
    body.number(2);
    const std::uint64_t exception = body.number(4);
    const std::uint64_t status = body.number(4);
    const std::uint64_t address = body.number(4);
    const std::uint64_t counter = body.number(4);
    if (!body.complete() || exception == 0) return "";
    std::string text = fmt::format(" ({} at 0x{:08x}", nameOfException(exception), counter);
    if (address != 0) text += fmt::format(", on access to 0x{:08x}", address);
    if (status != 0) text += fmt::format(", CFSR 0x{:08x}", status);
    return text + ")";
}

}  // namespace pinfold
