// What happens when the line or the device fails: every call ends in time, with toolFailed and the cause.
#include "device/handmade_data.h"
#include "device/open_device.h"
#include "device/protocol.h"
#include "device/simulated_device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

using namespace pinfold;
using namespace pinfold::test;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

namespace {

// Short, so that tests of silence end soon. Whether a call ends in time is judged by how long it meant to wait, not by
// the clock of a machine that may be busy.
const DeviceTimeouts shortTimeouts{300ms, 400ms, 600ms, 3};
constexpr auto rounding = 50ms;  // of waits to whole milliseconds

// A device behind a line whose faults begin once it is attached.
class FaultyLine : public testing::Test {
protected:
    void attachWith(LineFaults faults, const DeviceTimeouts& timeouts = {}) {
        startSimulatedDevice();
        auto guarded = [this](std::function<std::string(std::string)> fault) {
            return [this, fault](std::string bytes) { return faulty_ && fault ? fault(std::move(bytes)) : bytes; };
        };
        auto line = std::make_unique<SimulatedLine>(LineFaults{guarded(faults.toDevice), guarded(faults.fromDevice)});
        auto outcome = attach(std::move(line), timeouts, {});
        ASSERT_TRUE(outcome.ok()) << outcome.error().message;
        device_ = std::get<0>(*std::move(outcome));
        faulty_ = true;
    }

    // Three inferences of the bulk model, all right.
    void expectRightResults() {
        for (int round = 0; round < 3; ++round) {
            const auto written = device_->writeInput(doubler, 0, bulk());
            ASSERT_TRUE(written.ok()) << written.error().message;
            const auto ran = device_->run(doubler, true);
            ASSERT_TRUE(ran.ok()) << ran.error().message;
            const auto read = device_->readOutput(doubler, 0);
            ASSERT_TRUE(read.ok()) << read.error().message;
            EXPECT_EQ(std::get<0>(*read), doubled(bulk()));
        }
    }

    bool faulty_ = false;
    std::unique_ptr<Device> device_;
};

// Does `fault` to every nth portion that goes over the line.
std::function<std::string(std::string)> everyNth(int n, std::function<std::string(std::string)> fault) {
    return
        [n, fault, count = 0](std::string bytes) mutable { return ++count % n == 0 ? fault(std::move(bytes)) : bytes; };
}

std::string flipOneBit(std::string bytes) {
    if (!bytes.empty()) bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x10);
    return bytes;
}

std::string garbageAround(std::string bytes) {
    return "boot: ok\r\n" + bytes + std::string("\x00\xff\x13\x00\x00zz", 7);
}

}  // namespace

TEST_F(FaultyLine, SurvivesCorruptedBytesToTheDevice) {
    attachWith({everyNth(5, flipOneBit), {}});
    expectRightResults();
}

TEST_F(FaultyLine, SurvivesCorruptedBytesFromTheDevice) {
    attachWith({{}, everyNth(5, flipOneBit)});
    expectRightResults();
}

TEST_F(FaultyLine, SurvivesGarbageBeforeAndBetweenFrames) {
    attachWith({garbageAround, garbageAround});
    expectRightResults();
}

TEST_F(FaultyLine, SurvivesLostBytes) {
    const auto drop = [](std::string bytes) { return bytes.erase(bytes.size() / 3, 5); };
    attachWith({everyNth(7, drop), everyNth(6, drop)});
    expectRightResults();
}

TEST_F(FaultyLine, SurvivesLostFrames) {
    const auto lose = [](std::string) { return std::string(); };
    attachWith({everyNth(31, lose), everyNth(29, lose)}, {300ms, 400ms, 5000ms, 3});
    expectRightResults();
}

TEST_F(FaultyLine, SurvivesRandomNoise) {
    auto noise = [generator = std::mt19937(7)](std::string bytes) mutable {
        for (char& byte : bytes) {
            if (generator() % 5000 == 0) byte = static_cast<char>(generator());
        }
        return bytes;
    };
    attachWith({noise, noise}, {300ms, 2000ms, 5000ms, 10});
    expectRightResults();
}

// The output lies where the input was: a second run of the same request would compute from the first one's output.
TEST_F(FaultyLine, NeverRunsARequestTwice) {
    const auto loseAnswersOfRuns = [runs = 0](std::string bytes) mutable {
        FrameDecoder decoder;
        std::vector<Frame> frames;
        decoder.feed(std::as_bytes(std::span(bytes)), frames);
        const bool run = !frames.empty() && frames.front().answers(FrameType::run);
        return run && ++runs % 3 != 0 ? std::string() : bytes;
    };
    attachWith({{}, loseAnswersOfRuns}, {300ms, 400ms, 5000ms, 3});
    expectRightResults();
}

TEST_F(FaultyLine, SilenceEndsInTimeAndSaysSo) {
    attachWith({{}, [](std::string) { return std::string(); }}, shortTimeouts);
    const auto before = timeWaited();
    const auto outcome = device_->stackUse();
    EXPECT_LE(timeWaited() - before, shortTimeouts.answer + rounding);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(outcome.error().message, AllOf(HasSubstr("No answer from the simulated line within 400 ms"),
                                               HasSubstr("while it was asked for its stack")));
}

TEST_F(FaultyLine, SilenceInEveryKindOfRequestEndsInTime) {
    attachWith({[](std::string) { return std::string(); }, {}}, shortTimeouts);
    const auto before = timeWaited();
    const auto written = device_->writeInput(doubler, 0, bulk());
    const auto ran = device_->run(chain, true);
    const auto read = device_->readOutput(doubler, 0);
    EXPECT_LE(timeWaited() - before, 3 * shortTimeouts.answer + rounding);
    ASSERT_TRUE(!written.ok() && !ran.ok() && !read.ok());
    EXPECT_THAT(written.error().message, HasSubstr("while input 0 of doubler was written"));
    EXPECT_THAT(ran.error().message, HasSubstr("while it ran operators 0 to 31 of chain"));
    EXPECT_THAT(read.error().message, HasSubstr("while output 0 of doubler was read"));
}

TEST_F(FaultyLine, ARunThatNeverEndsIsGivenUp) {
    const auto loseFinalAnswers = [](std::string bytes) {
        FrameDecoder decoder;
        std::vector<Frame> frames;
        decoder.feed(std::as_bytes(std::span(bytes)), frames);
        for (const Frame& frame : frames) {
            if (frame.answers(FrameType::run) && frame.body[0] == static_cast<char>(AnswerStatus::working)) {
                return encodeFrame(frame);
            }
        }
        return std::string();
    };
    attachWith({{}, loseFinalAnswers}, shortTimeouts);
    const auto before = timeWaited();
    const auto ran = device_->run(chain, false);
    EXPECT_LE(timeWaited() - before, shortTimeouts.run + shortTimeouts.answer + rounding);
    ASSERT_FALSE(ran.ok());
    EXPECT_THAT(ran.error().message, AllOf(HasSubstr("within 600 ms"), HasSubstr("operator 0 was running")));
}

TEST_F(FaultyLine, ALineThatDamagesEverythingIsNamed) {
    attachWith({flipOneBit, {}}, shortTimeouts);
    const auto outcome = device_->writeInput(doubler, 0, bulk());
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(outcome.error().message, AllOf(HasSubstr("damages what it carries"), HasSubstr("baud rate")));
}

TEST_F(FaultyLine, ARestartInTheMiddleOfARunIsNamed) {
    attachWith({});
    ASSERT_TRUE(device_->writeInput(moody, 0, std::string(1, HANDMADE_RESTART)).ok());
    ASSERT_TRUE(device_->runOperator(moody, 0).ok());
    const auto ran = device_->runOperator(moody, 1);
    ASSERT_FALSE(ran.ok());
    EXPECT_EQ(ran.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(ran.error().message,
                AllOf(HasSubstr("restarted"), HasSubstr("HardFault at 0x00001234"), HasSubstr("operator 1 of moody")));
}

TEST_F(FaultyLine, ARestartWhoseMessageWasLostIsNoticed) {
    attachWith({});
    startSimulatedDevice();
    const auto outcome = device_->writeInput(doubler, 0, bulk());
    ASSERT_FALSE(outcome.ok());
    EXPECT_THAT(outcome.error().message,
                AllOf(HasSubstr("restarted"), HasSubstr("while input 0 of doubler was written")));
}

TEST(Attach, WithoutAnswerEndsInTimeWithHints) {
    startSimulatedDevice();
    const LineFaults dead{{}, [](std::string) { return std::string(); }};
    const auto outcome = attach(std::make_unique<SimulatedLine>(dead), shortTimeouts, {});
    EXPECT_LE(timeWaited(), shortTimeouts.attach + rounding);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(outcome.error().message, AllOf(HasSubstr("No answer"), HasSubstr("powered"), HasSubstr("baud")));
}

TEST(Attach, ToSomethingElseShowsWhatItSaid) {
    startSimulatedDevice();
    const LineFaults shell{{}, [](std::string) { return std::string("login: \r\n"); }};
    const auto outcome = attach(std::make_unique<SimulatedLine>(shell), shortTimeouts, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_THAT(outcome.error().message, AllOf(HasSubstr("not Pinfold's protocol"), HasSubstr("login: ")));
}

TEST(Attach, FindsTheFrameBehindABootMessage) {
    startSimulatedDevice();
    const LineFaults noisy{{}, garbageAround};
    EXPECT_TRUE(attach(std::make_unique<SimulatedLine>(noisy), {}, {}).ok());
}

TEST(Attach, ToAnotherVersionSaysWhatToDo) {
    startSimulatedDevice();
    const LineFaults future{{}, [](std::string bytes) {
                                FrameDecoder decoder;
                                std::vector<Frame> frames;
                                decoder.feed(std::as_bytes(std::span(bytes)), frames);
                                std::string changed;
                                for (Frame& frame : frames) {
                                    if (frame.answers(FrameType::hello)) frame.body[5] = 9;
                                    changed += encodeFrame(frame);
                                }
                                return changed;
                            }};
    const auto outcome = attach(std::make_unique<SimulatedLine>(future), shortTimeouts, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_THAT(outcome.error().message, AllOf(HasSubstr("version 9"), HasSubstr("Generate and flash")));
}

// An answer that is a proper frame and yet nonsense must not be believed.
TEST(Attach, DoesNotBelieveNonsense) {
    startSimulatedDevice();
    const LineFaults liar{{}, [](std::string bytes) {
                              FrameDecoder decoder;
                              std::vector<Frame> frames;
                              decoder.feed(std::as_bytes(std::span(bytes)), frames);
                              std::string changed;
                              for (Frame& frame : frames) {
                                  if (frame.answers(FrameType::model)) frame.body.resize(frame.body.size() / 2);
                                  changed += encodeFrame(frame);
                              }
                              return changed;
                          }};
    const auto outcome = attach(std::make_unique<SimulatedLine>(liar), shortTimeouts, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_THAT(outcome.error().message, HasSubstr("cut off"));
}
