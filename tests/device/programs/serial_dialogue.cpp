// serial_dialogue URL: attaches to the handmade models behind URL, runs one of them and tells what it saw.
#include "device/open_device.h"

#include <cstdio>

using namespace pinfold;

namespace {

template <typename T>
T take(Outcome<T> outcome) {
    if (!outcome.ok()) {
        std::printf("%s\n", outcome.error().message.c_str());
        std::exit(4);
    }
    return std::get<0>(*std::move(outcome));
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return 2;
    const auto device = take(openPort(arguments[1], {}, {}));
    const auto bytes = static_cast<std::size_t>(device->identity().models[0].inputs[0].bytes);
    std::string input(bytes, '\0');
    for (std::size_t i = 0; i < bytes; ++i) input[i] = static_cast<char>(i % 251);
    take(device->writeInput(0, 0, input));
    take(device->run(0, false));
    const std::string output = take(device->readOutput(0, 0));
    std::size_t right = 0;
    for (std::size_t i = 0; i < bytes; ++i) right += output[i] == static_cast<char>(2 * (i % 251) + 1);
    std::printf("%s: %zu of %zu bytes right\n", device->identity().board.c_str(), right, bytes);
    return right == bytes ? 0 : 1;
}
