#include "device/handmade_data.h"
#include "device/open_device.h"
#include "device/simulated_device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

using namespace pinfold;
using namespace pinfold::test;
using testing::HasSubstr;

namespace {

std::string floats(float value) {
    const float values[4] = {value, value, value, value};
    return {reinterpret_cast<const char*>(values), sizeof values};
}

std::unique_ptr<Device> attached() {
    startSimulatedDevice();
    return take(attach(std::make_unique<SimulatedLine>(), {}, {}));
}

}  // namespace

TEST(SerialDevice, TellsWhoItIs) {
    const auto device = attached();
    const DeviceIdentity& identity = device->identity();
    EXPECT_EQ(identity.protocolVersion, 1);
    EXPECT_EQ(identity.board, "handmade");
    EXPECT_EQ(identity.planSha256, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    EXPECT_EQ(identity.timerHz, 1'000'000'000);
    ASSERT_EQ(identity.models.size(), 3u);
    EXPECT_EQ(identity.models[doubler].name, "doubler");
    EXPECT_EQ(identity.models[doubler].operators, 2);
    EXPECT_EQ(identity.models[doubler].inputs[0].shape, (Shape{3, HANDMADE_BULK_BYTES / 3}));
    EXPECT_EQ(identity.models[doubler].inputs[0].dtype, DType::uint8);
    EXPECT_EQ(identity.models[chain].operators, 40);
    EXPECT_EQ(identity.models[chain].outputs[0].dtype, DType::float32);
    EXPECT_EQ(identity.models[chain].outputs[0].bytes, 16);
    EXPECT_EQ(identity.models[moody].inputs[0].shape, Shape{});
}

TEST(SerialDevice, WritesRunsAndReads) {
    const auto device = attached();
    for (int round = 0; round < 3; ++round) {
        take(device->writeInput(doubler, 0, bulk()));
        EXPECT_TRUE(take(device->run(doubler, false)).empty());
        EXPECT_EQ(take(device->readOutput(doubler, 0)), doubled(bulk()));
    }
}

TEST(SerialDevice, TimesMoreOperatorsThanOneRequestHolds) {
    const auto device = attached();
    take(device->writeInput(chain, 0, floats(2.5f)));
    const auto ticks = take(device->run(chain, true));
    EXPECT_EQ(ticks.size(), 40u);
    for (const std::uint64_t tick : ticks) EXPECT_LT(tick, 1'000'000'000u);
    EXPECT_EQ(take(device->readOutput(chain, 0)), floats(42.5f));
}

TEST(SerialDevice, RunsOperatorByOperatorAndReadsWhatEachMade) {
    const auto device = attached();
    take(device->writeInput(chain, 0, floats(0)));
    for (int op = 0; op < 40; ++op) {
        take(device->runOperator(chain, op));
        EXPECT_EQ(take(device->readOperatorOutput(chain, op, 0)), floats(static_cast<float>(op + 1)));
    }
}

TEST(SerialDevice, RefusesOperatorsOutOfOrder) {
    const auto device = attached();
    take(device->writeInput(chain, 0, floats(0)));
    take(device->runOperator(chain, 0));
    const auto skipped = device->runOperator(chain, 2);
    ASSERT_FALSE(skipped.ok());
    EXPECT_THAT(skipped.error().message, HasSubstr("in order"));
}

TEST(SerialDevice, CarriesTheErrorOfAKernel) {
    const auto device = attached();
    take(device->writeInput(moody, 0, std::string(1, HANDMADE_FAIL)));
    const auto ran = device->run(moody, false);
    ASSERT_FALSE(ran.ok());
    EXPECT_EQ(ran.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(ran.error().message, HasSubstr("(in operator 1): The moody kernel does not like this value."));
    device->nameOperators(moody, {"0 (pass on)", "7 (mood)"});
    take(device->writeInput(moody, 0, std::string(1, HANDMADE_FAIL)));
    EXPECT_THAT(device->run(moody, false).error().message, HasSubstr("(in operator 7 (mood)): The moody"));
    take(device->writeInput(moody, 0, "A"));  // and it goes on
    take(device->run(moody, false));
    EXPECT_EQ(take(device->readOutput(moody, 0)), "A");
}

TEST(SerialDevice, TellsWhereAnInputLies) {
    const auto device = attached();
    const std::uint64_t place = take(device->inputAddress(moody, 0));
    take(device->writeInput(moody, 0, "Q"));
    EXPECT_EQ(*reinterpret_cast<const char*>(static_cast<std::uintptr_t>(place)), 'Q') << "it is in this process";
    EXPECT_FALSE(device->inputAddress(moody, 9).ok());
}

TEST(SerialDevice, CarriesWhyNoModelCouldBeCreated) {
    startSimulatedDevice("This model needs activations.");
    const auto device = take(attach(std::make_unique<SimulatedLine>(), {}, {}));
    const auto ran = device->run(moody, false);
    ASSERT_FALSE(ran.ok());
    EXPECT_THAT(ran.error().message, HasSubstr("This model needs activations."));
}

TEST(SerialDevice, RefusesAnInputOfTheWrongSize) {
    const auto device = attached();
    const auto written = device->writeInput(chain, 0, "abc");
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().kind, ErrorKind::badInput);
    EXPECT_THAT(written.error().message, HasSubstr("16 bytes"));
}

TEST(SerialDevice, TellsTheStack) {
    const auto device = attached();
    const StackUse use = take(device->stackUse());
    EXPECT_EQ(use.reserved, 4096);
    EXPECT_EQ(use.used, 1000);
    EXPECT_TRUE(use.intact);
}

TEST(SerialDevice, AttachesInTheMiddleOfSomebodyElsesTransfer) {
    (void)attached();
    exchangeWithDevice(std::string("\0\x20half a frame that nobody ends", 30));
    const auto device = take(attach(std::make_unique<SimulatedLine>(), {}, {}));
    take(device->writeInput(chain, 0, floats(1)));
    take(device->run(chain, false));
    EXPECT_EQ(take(device->readOutput(chain, 0)), floats(41));
}

TEST(SerialDevice, CanBeCancelled) {
    startSimulatedDevice();
    CancelSource source;
    source.cancel();
    const auto outcome = attach(std::make_unique<SimulatedLine>(), {}, source.token());
    ASSERT_TRUE(outcome.ok());
    EXPECT_TRUE(isCancelled(*outcome));
}

// At least 90 % of the bytes on the wire are the tensor's, in either direction.
TEST(SerialDevice, SpendsTheLineOnThePayload) {
    startSimulatedDevice();
    auto owned = std::make_unique<SimulatedLine>();
    const SimulatedLine& line = *owned;
    const auto device = take(attach(std::move(owned), {}, {}));
    const auto share = [](std::uint64_t bytes) {
        return static_cast<double>(HANDMADE_BULK_BYTES) / static_cast<double>(bytes);
    };

    const std::uint64_t before = line.sentBytes;
    take(device->writeInput(doubler, 0, bulk()));
    EXPECT_GE(share(line.sentBytes - before), 0.90);
    RecordProperty("write_payload_percent", static_cast<int>(100 * share(line.sentBytes - before)));

    const std::uint64_t receivedBefore = line.receivedBytes;
    EXPECT_EQ(take(device->readOutput(doubler, 0)), bulk());
    EXPECT_GE(share(line.receivedBytes - receivedBefore), 0.90);
    RecordProperty("read_payload_percent", static_cast<int>(100 * share(line.receivedBytes - receivedBefore)));
}
