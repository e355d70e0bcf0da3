// What the tests of devices with the handmade models share: the models' indices and data for them.
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "device/firmware/handmade_models.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace pinfold::test {

// Indices of the handmade models.
inline constexpr int doubler = 0;
inline constexpr int chain = 1;
inline constexpr int moody = 2;

// The value; a failed test where there is none.
template <typename T>
T take(Outcome<T> outcome) {
    EXPECT_TRUE(outcome.ok()) << outcome.error().message;
    if (!outcome.ok()) throw std::runtime_error(outcome.error().message);
    return std::get<0>(*std::move(outcome));
}

template <typename T>
T take(Result<T> result) {
    EXPECT_TRUE(result.ok()) << result.error().message;
    if (!result.ok()) throw std::runtime_error(result.error().message);
    return *std::move(result);
}

// An input of the doubler, and what it makes of it.
inline std::string bulk() {
    std::string bytes(HANDMADE_BULK_BYTES, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 % 253);
    return bytes;
}

inline std::string doubled(std::string bytes) {
    for (char& byte : bytes) byte = static_cast<char>(2 * byte + 1);
    return bytes;
}

}  // namespace pinfold::test
