#include "ui/deploy_place.h"

#include "support/must.h"
#include "support/shared_files.h"
#include "tensor/tensor_file.h"

#include <QTest>

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>

namespace pinfold::ui {
namespace {

namespace fs = std::filesystem;

constexpr int longestWait = 120'000;  // milliseconds; sanitizers are slow

std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string first(const std::string& bytes, const Shape& shape, std::int64_t samples) {
    return bytes.substr(0, bytes.size() / static_cast<std::size_t>(shape.front()) * static_cast<std::size_t>(samples));
}

}  // namespace

void DeployPlace::SetUp() {
    folder_.emplace(test::must(TemporaryFolder::create()));
    fs::create_directory(path("tmp"));
    setVariable("XDG_CONFIG_HOME", path("config"));
    setVariable("XDG_CACHE_HOME", path("cache"));
    setVariable("TMPDIR", path("tmp"));
    setVariable("PINFOLD_OPENOCD", path("openocd"));
    session = std::make_unique<Session>();  // reads these variables on other threads
}

void DeployPlace::TearDown() {
    session.reset();
    for (const auto& [name, value] : variablesBefore_) {
        value ? ::setenv(name.c_str(), value->c_str(), 1) : ::unsetenv(name.c_str());
    }
}

void DeployPlace::setVariable(const char* name, const fs::path& value) {
    const char* before = std::getenv(name);
    variablesBefore_[name] = before ? std::optional<std::string>(before) : std::nullopt;
    ::setenv(name, value.c_str(), 1);
}

Deployment DeployPlace::sampleDeployment(std::int64_t samples) {
    Deployment deployment;
    deployment.archives = {test::sample("digits_int8.tar")};
    deployment.board = "qemu-mps2-an500";
    deployment.project = path("project");
    deployment.validation.inputs = writeInputs("inputs.npz", samples);
    return deployment;
}

void DeployPlace::open(const Deployment& deployment) {
    session->document().replace(deployment, {}, Document::Origin::archives);
    ASSERT_TRUE(waitFor([this] { return session->planStage() == Stage::ready; }));
}

fs::path DeployPlace::writeInputs(const std::string& name, std::int64_t samples, bool wrong) {
    std::vector<Array> arrays = test::must(readTensorFile(test::sample("digits_int8_io.npz")));
    for (Array& array : arrays) {
        array.bytes = first(array.bytes, array.shape, samples);
        array.shape.front() = samples;
        if (wrong && array.name == "out_0") array.bytes[3] = static_cast<char>(array.bytes[3] ^ 0x40);  // an exponent
    }
    test::must(writeNpz(path(name), arrays));
    return path(name);
}

bool DeployPlace::waitFor(const std::function<bool()>& condition) { return QTest::qWaitFor(condition, longestWait); }

void DeployPlace::expectNothingLeftBehind() {
    // What was killed needs a moment until the system has taken it away.
    EXPECT_TRUE(waitFor([this] { return programs().empty(); })) << testing::PrintToString(programs());
    EXPECT_EQ(unfinishedFiles(), std::vector<std::string>());
}

std::vector<std::string> DeployPlace::programs() const {
    std::vector<std::string> found;
    std::error_code gone;
    for (const auto& entry : fs::directory_iterator("/proc", gone)) {
        const std::string number = entry.path().filename().string();
        if (number.find_first_not_of("0123456789") != std::string::npos) continue;
        const std::string command = bytesOf(entry.path() / "cmdline");
        const std::string where = fs::read_symlink(entry.path() / "cwd", gone).string();
        const std::string ours = folder_->path().string();
        if (command.find(ours) != std::string::npos || where.starts_with(ours)) found.push_back(command);
    }
    return found;
}

// Temporary names of ours (base/file.h), and whatever is left where programs put their temporary files.
std::vector<std::string> DeployPlace::unfinishedFiles() const {
    static const std::regex temporary(R"(pinfold\.\w{6}|.*\.tmp|.*\.(?=\w*[A-Z0-9])\w{6})");
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder_->path())) {
        const bool inTmp = fs::relative(entry.path(), folder_->path()).begin()->string() == "tmp";
        const bool ofBuild = entry.path().string().find("/build/") != std::string::npos;
        const std::string name = entry.path().filename().string();
        if ((inTmp && name != "tmp") || (!ofBuild && std::regex_match(name, temporary))) {
            found.push_back(entry.path().string());
        }
    }
    return found;
}

std::size_t DeployPlace::threadCount() {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/task"), fs::directory_iterator()));
}

}  // namespace pinfold::ui
