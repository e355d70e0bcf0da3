#include "deploy/deployment.h"

#include "base/file.h"
#include "base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

namespace pinfold {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

Deployment example() {
    Deployment deployment;
    deployment.archives = {"/home/me/work/models/kws.tar", "/data/ad.tar"};
    deployment.module = "main";
    deployment.board = "qemu-mps2-an500";
    deployment.plan.order = OrderChoice::archive;
    deployment.plan.objective = Objective::size;
    deployment.plan.alignment = 32;
    deployment.plan.keepInputs = true;
    deployment.plan.concurrent = true;
    deployment.plan.pins = {"*=PSRAM", "input_1!=DTCM"};
    deployment.plan.keep = {"kind:output"};
    deployment.plan.reserve = {"DTCM=65536"};
    deployment.plan.stackBytes = 4096;
    deployment.plan.timeLimitSeconds = 2.5;
    deployment.project = "/home/me/work/firmware";
    deployment.weights = WeightsFormat::cArray;
    deployment.quantization = "/home/me/work/quant.json";
    deployment.validation.inputs = "/home/me/work/io.npz";
    deployment.validation.reference = "/elsewhere/ref.npz";
    deployment.validation.port = "socket://localhost:4000";
    deployment.validation.tolerance = 0.001;
    return deployment;
}

TEST(Deployment, ComesBackAsItWasWritten) {
    const fs::path folder = "/home/me/work";
    const std::string text = writeDeployment(example(), folder);
    const auto read = readDeployment(text, "x.pinfold", folder);
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(*read, example());
    EXPECT_EQ(writeDeployment(*read, folder), text);
}

TEST(Deployment, KeysKeepTheirOrder) {
    const auto json = OrderedJson::parse(writeDeployment(example(), "/"));
    std::vector<std::string> keys;
    for (const auto& [key, value] : json["plan"].items()) keys.push_back(key);
    EXPECT_THAT(keys, testing::ElementsAre("lifetimes", "order", "objective", "alignment", "keep_inputs", "concurrent",
                                           "pins", "keep", "reserve", "stack_bytes", "time_limit_seconds"));
}

TEST(Deployment, MovesWithWhatLiesBesideIt) {
    const std::string text = writeDeployment(example(), "/home/me/work");
    const auto read = readDeployment(text, "x.pinfold", "/new/place");
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->archives[0], "/new/place/models/kws.tar");
    EXPECT_EQ(read->archives[1], "/data/ad.tar");
    EXPECT_EQ(read->project, "/new/place/firmware");
    EXPECT_EQ(read->validation.reference, "/elsewhere/ref.npz");
}

TEST(Deployment, ABoardFileIsAPathAndMovesToo) {
    Deployment deployment;
    deployment.board = "/home/me/work/boards/mine.json";
    const auto read = readDeployment(writeDeployment(deployment, "/home/me/work"), "x.pinfold", "/new");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->board, "/new/boards/mine.json");
}

TEST(Deployment, NeedsOnlyFormatAndVersion) {
    const auto read = readDeployment(R"({"format":"pinfold-deployment","version":1,"future":[1]})", "x.pinfold", "/");
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(*read, Deployment{});
}

struct Fault {
    const char* says;
    std::function<void(nlohmann::json&)> make;
};

TEST(Deployment, FaultsAreNamedWithFileAndKey) {
    const std::vector<Fault> faults = {
        {"x.pinfold: format", [](auto& j) { j["format"] = "zip"; }},
        {"x.pinfold: version", [](auto& j) { j["version"] = 2; }},
        {"x.pinfold: archives", [](auto& j) { j["archives"] = "kws.tar"; }},
        {"x.pinfold: archives", [](auto& j) { j["archives"][0] = std::string("a\0b", 3); }},
        {"x.pinfold: plan.order", [](auto& j) { j["plan"]["order"] = "any"; }},
        {"x.pinfold: plan.pins[0]", [](auto& j) { j["plan"]["pins"][0] = 5; }},
        {"x.pinfold: plan.stack_bytes", [](auto& j) { j["plan"]["stack_bytes"] = 0; }},
        {"x.pinfold: plan.time_limit_seconds", [](auto& j) { j["plan"]["time_limit_seconds"] = -1; }},
        {"x.pinfold: project.weights", [](auto& j) { j["project"]["weights"] = "elf"; }},
        {"x.pinfold: validation.tolerance", [](auto& j) { j["validation"]["tolerance"] = -0.5; }},
        {"x.pinfold: validation", [](auto& j) { j["validation"] = 7; }},
    };
    for (const Fault& fault : faults) {
        auto json = nlohmann::json::parse(writeDeployment(example(), "/"));
        fault.make(json);
        const auto read = readDeployment(json.dump(), "x.pinfold", "/");
        ASSERT_FALSE(read.ok()) << fault.says;
        EXPECT_THAT(read.error().message, HasSubstr(fault.says));
        EXPECT_EQ(read.error().kind, ErrorKind::badInput);
    }
}

TEST(Deployment, IsSavedAndLoadedAsAFile) {
    auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    Deployment deployment;
    deployment.archives = {fs::absolute(folder->path() / "a.tar")};
    const fs::path file = folder->path() / "a.pinfold";
    ASSERT_TRUE(saveDeployment(deployment, file).ok());
    const auto text = readFile(file, 1 << 20);
    ASSERT_TRUE(text.ok());
    EXPECT_THAT(*text, HasSubstr("\"a.tar\""));
    const auto read = loadDeployment(file);
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(*read, deployment);
    EXPECT_FALSE(loadDeployment(folder->path() / "none.pinfold").ok());
}

}  // namespace
}  // namespace pinfold
