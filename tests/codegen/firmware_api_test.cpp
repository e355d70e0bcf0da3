// The firmware's functions as applications meet them: misuse, failing kernels, applications of TVM's STM32 port.
#include "base/file.h"
#include "projects.h"
#include "support/shared_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace pinfold::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

Model probe() {
    SyntheticModel model("probe");
    const auto x = model.input("x", {DType::float32, {1, 4}});
    model.output(model.elementwise("twice", {x}, "$0 + $0"));
    return importSynthetic(model);
}

class FirmwareApi : public testing::Test {
protected:
    // Writes the project, compiles it with the program and runs that.
    ShellResult run(const std::vector<Model>& models, const std::string& program, const GenerateOptions& options = {},
                    const std::string& flags = "") {
        must(writeProject(project_, generate(models, planFor(models, Lifetimes::none), options), true));
        return shell(quoted(compileForHost(project_, program, folder_.path(), flags)));
    }

    TemporaryFolder folder_ = must(TemporaryFolder::create());
    fs::path project_ = folder_.path() / "project";
};

TEST_F(FirmwareApi, EveryMisuseGivesStatusAndMessage) {
    const ShellResult result = run({probe()}, "misuse.c");
    EXPECT_EQ(result.exitCode, 0) << result.output;
}

TEST_F(FirmwareApi, EveryMisuseOfSuppliedActivationsGivesStatusAndMessage) {
    GenerateOptions options;
    options.activations = Activations::supplied;
    const ShellResult result = run({probe()}, "misuse.c", options, "-DSUPPLIED");
    EXPECT_EQ(result.exitCode, 0) << result.output;
}

// A kernel that takes one workspace of 4,096 bytes, and whose planning can be spoilt.
Model withWorkspace(const std::string& body) {
    SyntheticModel model("probe");
    const auto x = model.input("x", {DType::float32, {1024}});
    model.output(model.op("scratch", {x}, {{DType::float32, {1024}}}, body)[0]);
    return importSynthetic(model);
}

constexpr std::string_view goodBody = R"(
  void* scratch = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)4096, 2, 32);
  if (scratch == NULL) {
    return -1;
  }
  for (int32_t i = 0; i < 1024; ++i) {
    ((float*)scratch)[i] = ((float*)p0)[i];
  }
  for (int32_t j = 0; j < 1024; ++j) {
    ((float*)out0)[j] = ((float*)scratch)[j];
  }
  if (TVMBackendFreeWorkspace(1, dev_id, scratch) != 0) {
    return -1;
  }
)";

// The plan is that of the good kernel; what runs is another source with the same lines.
ShellResult runInstead(const fs::path& project, const fs::path& cache, const std::string& from, const std::string& to) {
    Model model = withWorkspace(std::string(goodBody));
    const Plan plan = planFor({model}, Lifetimes::none);
    std::string& source = model.sources.at(0).bytes;
    const std::size_t at = source.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    source.replace(at, from.size(), to);
    must(writeProject(project, generate({model}, plan), true));
    return shell(quoted(compileForHost(project, "failing_kernel.c", cache)));
}

TEST_F(FirmwareApi, PlannedWorkspaceWorks) {
    const ShellResult result = runInstead(project_, folder_.path(), "4096", "4096");
    EXPECT_EQ(result.output, "0 \n");
}

TEST_F(FirmwareApi, LargerWorkspaceThanPlannedIsAnError) {
    const ShellResult result = runInstead(project_, folder_.path(), "(uint64_t)4096", "(uint64_t)4097");
    EXPECT_THAT(result.output, HasSubstr("1 An operator asked for more workspace than was planned"));
}

TEST_F(FirmwareApi, HugeWorkspaceIsAnError) {
    const ShellResult result = runInstead(project_, folder_.path(), "(uint64_t)4096", "(uint64_t)4294967296 + 4096");
    EXPECT_THAT(result.output, HasSubstr("1 An operator asked for more workspace than was planned"));
}

TEST_F(FirmwareApi, WorkspaceFromAnotherLineIsAnError) {
    const ShellResult result = runInstead(project_, folder_.path(), "void* scratch =", "\n  void* scratch =");
    EXPECT_THAT(result.output, HasSubstr("1 An operator asked for a workspace that was not planned"));
}

TEST_F(FirmwareApi, WorkspaceThatIsTakenTwiceIsAnError) {
    const ShellResult result = runInstead(project_, folder_.path(), "void* scratch = TVMBackendAllocWorkspace",
                                          "void* scratch = NULL; for (int k = 0; k < 2; ++k) scratch = "
                                          "TVMBackendAllocWorkspace");
    EXPECT_THAT(result.output, HasSubstr("1 An operator asked for a workspace that it has not freed yet"));
}

// An outer workspace that is not used while an inner one lives may have the same address.
TEST_F(FirmwareApi, WorkspacesThatShareAnAddressAreFreedFromTheInside) {
    const Model model = withWorkspace(R"(
  void* outer = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)4096, 2, 32);
  for (int32_t i = 0; i < 1024; ++i) {
    ((float*)outer)[i] = ((float*)p0)[i];
  }
  for (int32_t j = 0; j < 1024; ++j) {
    ((float*)out0)[j] = ((float*)outer)[j];
  }
  for (int32_t k = 0; k < 3; ++k) {
    void* inner = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)4096, 2, 32);
    if (inner == NULL) {
      return -1;
    }
    ((float*)inner)[k] = ((float*)p0)[k];
    ((float*)out0)[k] = ((float*)inner)[k];
    if (TVMBackendFreeWorkspace(1, dev_id, inner) != 0) {
      return -1;
    }
  }
  if (TVMBackendFreeWorkspace(1, dev_id, outer) != 0) {
    return -1;
  }
)");
    const Plan plan = planFor({model}, Lifetimes::statement);
    const auto offsetOf = [&](const std::string& name) {
        return std::find_if(plan.buffers.begin(), plan.buffers.end(), [&](const auto& b) { return b.name == name; })
            ->offset;
    };
    ASSERT_EQ(offsetOf("op0/outer"), offsetOf("op0/inner"));
    must(writeProject(project_, generate({model}, plan), true));
    const ShellResult result = shell(quoted(compileForHost(project_, "failing_kernel.c", folder_.path())));
    EXPECT_EQ(result.output, "0 \n");
}

TEST_F(FirmwareApi, ModelWithoutInputsRuns) {
    SyntheticModel model("fixed");
    const auto c = model.constant<float>("c", {DType::float32, {4}}, {1, 2, 3, 4});
    model.output(model.elementwise("twice", {c}, "$0 + $0"));
    EXPECT_EQ(run({importSynthetic(model)}, "failing_kernel.c").output, "0 \n");
}

TEST_F(FirmwareApi, WorkspaceThatIsFreedTwiceIsAnError) {
    const ShellResult result = runInstead(
        project_, folder_.path(), "if (TVMBackendFreeWorkspace(1, dev_id, scratch) != 0)",
        "TVMBackendFreeWorkspace(1, dev_id, scratch); if (TVMBackendFreeWorkspace(1, dev_id, scratch) != 0)");
    EXPECT_THAT(result.output, HasSubstr("1 An operator freed a workspace that it does not have"));
}

TEST_F(FirmwareApi, FailureThatTheKernelIgnoresIsAnErrorAllTheSame) {
    const ShellResult result =
        runInstead(project_, folder_.path(), "if (TVMBackendFreeWorkspace(1, dev_id, scratch) != 0)",
                   "TVMBackendFreeWorkspace(1, dev_id, p0); if (0)");
    EXPECT_THAT(result.output, HasSubstr("1 An operator freed a workspace that it does not have"));
}

TEST_F(FirmwareApi, WorkspaceOfAModelThatIsNotThereIsAnError) {
    const ShellResult result = runInstead(project_, folder_.path(), "AllocWorkspace(1, dev_id", "AllocWorkspace(1, 7");
    EXPECT_THAT(result.output, HasSubstr("1 A workspace was used outside of an operator"));
}

TEST_F(FirmwareApi, KernelErrorReachesTheCaller) {
    const ShellResult result = runInstead(project_, folder_.path(), "if (scratch == NULL)", "if (scratch != NULL)");
    EXPECT_THAT(result.output, HasSubstr("1 The kernel of an operator returned an error"));
}

TEST_F(FirmwareApi, MessageOfTheKernelReachesTheCaller) {
    const ShellResult result = runInstead(project_, folder_.path(), "if (scratch == NULL)",
                                          "TVMAPISetLastError(\"too hot\"); if (scratch != NULL)");
    EXPECT_THAT(result.output, HasSubstr("1 too hot"));
}

// As an object file's kernel does it: the plain function, from one block for the whole operator.
TEST_F(FirmwareApi, BlockOfAnObjectFileIsAStack) {
    Model model = withWorkspace(std::string(goodBody));
    Plan plan = planFor({model}, Lifetimes::none);
    for (auto& buffer : plan.buffers) {
        if (buffer.kind == BufferKind::workspace) buffer.workspace = -1;
    }
    model.kernels.at(0).workspaces.clear();
    const auto with = [&](const std::string& calls) {
        Model changed = model;
        std::string& source = changed.sources.at(0).bytes;
        source.replace(source.find("void* scratch"), 0, "#undef TVMBackendAllocWorkspace\n" + calls);
        source.replace(source.find("(uint64_t)4096"), 14, "(uint64_t)1024");
        source.replace(source.find("i < 1024"), 8, "i < 8");
        source.replace(source.find("j < 1024"), 8, "j < 8");
        must(writeProject(project_, generate({changed}, plan), true));
        return shell(quoted(compileForHost(project_, "failing_kernel.c", folder_.path())));
    };
    EXPECT_EQ(with("void* a = TVMBackendAllocWorkspace(1, dev_id, 2000, 2, 32);\n"
                   "void* b = TVMBackendAllocWorkspace(1, dev_id, 2096, 2, 32);\n"
                   "if (!a || (char*)b - (char*)a != 2000) return -1;\n"
                   "TVMBackendFreeWorkspace(1, dev_id, b); TVMBackendFreeWorkspace(1, dev_id, a);\n")
                  .output,
              "0 \n");
    EXPECT_THAT(with("TVMBackendAllocWorkspace(1, dev_id, 4000, 2, 32);\n").output,
                HasSubstr("1 An operator asked for more workspace than was planned"));
}

TEST_F(FirmwareApi, ApplicationOfTheStm32PortRunsUnchanged) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    const std::vector<Model> models = importModels(modelFile("kws_int8.graph.tar"));
    GenerateOptions options;
    const fs::path quantization = modelFile("kws_int8_quant.json");
    options.quantization = must(readQuantization(must(readFile(quantization, 1 << 20)), quantization.string()));
    const ShellResult own = run(models, "port_application.c", options);
    EXPECT_EQ(own.exitCode, 0);
    EXPECT_THAT(own.output, HasSubstr("models 1 first 1"));
    EXPECT_THAT(own.output, HasSubstr("kws_int8 2026-"));
    EXPECT_THAT(own.output, HasSubstr("nodes 14 "));
    const Quantization& output = options.quantization.at("output:0:Identity");
    EXPECT_THAT(own.output,
                HasSubstr(fmt::format("scale {:.8g} zero {} dim -1", output.scale[0], output.zeroPoint[0])));

    options.activations = Activations::supplied;
    options.weights = WeightsFormat::cArray;
    const ShellResult supplied = run(models, "port_application.c", options);
    EXPECT_EQ(supplied.output, own.output);
}

TEST_F(FirmwareApi, HeadersAndApplicationsAreGoodCpp) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    const std::vector<Model> models = importModels(modelFile("kws_int8.graph.tar"));
    must(writeProject(project_, generate(models, planFor(models, Lifetimes::none)), false));
    const ShellResult result =
        shell("g++ -x c++ -std=c++17 -Wall -Wextra -Werror -fsyntax-only -I" + quoted(project_ / "include") + " -I" +
              quoted(project_ / "runtime") + " -iquote " + quoted(project_ / "model") + " " +
              quoted(fs::path(TEST_PROGRAMS) / "port_application.c"));
    EXPECT_EQ(result.exitCode, 0) << result.output;
}

}  // namespace
}  // namespace pinfold::test
