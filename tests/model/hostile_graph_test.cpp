// Graphs, kernels and object files that contradict themselves: each gives one sentence.
#include "model/model.h"
#include "support/archive_builder.h"
#include "support/must.h"
#include "support/shared_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pinfold {
namespace {

using nlohmann::json;
using test::Files;
using test::SyntheticModel;
using testing::AllOf;
using testing::HasSubstr;

constexpr const char* graphPath = "executor-config/graph/net.graph";
constexpr const char* sourcePath = "codegen/host/src/net_lib1.c";

// Nodes: 0 x, 1 p0, 2 scale, 3 split (two outputs), 4 sum. Entries: 0 x, 1 p0, 2 scale, 3 and 4 split, 5 sum.
SyntheticModel net() {
    SyntheticModel model("net");
    const test::TensorType four{DType::float32, {2, 2}};
    const auto x = model.input("x", four);
    const auto p0 = model.constant<float>("p0", {DType::float32, {}}, {2.0F});
    const auto y = model.elementwise("scale", {x, p0}, "$0 * $1");
    const auto both = model.op("split", {y}, {four, four},
                               "  for (int32_t i = 0; i < 4; ++i) {\n    ((float*)out0)[i] = ((float*)p0)[i];\n    "
                               "((float*)out1)[i] = ((float*)p0)[i];\n  }\n");
    model.output(model.elementwise("sum", {both[0], both[1]}, "$0 + $1"));
    return model;
}

std::string refusalOf(const Files& files) {
    auto archive = test::uncancelled(readArchiveBytes(test::packTar(files), "bad.tar"));
    if (!archive.ok()) {
        ADD_FAILURE() << archive.error().message;
        return {};
    }
    const auto model = test::uncancelled(importModel(*archive, std::move(archive->modules.front())));
    if (model.ok()) {
        ADD_FAILURE() << "the model was accepted";
        return {};
    }
    EXPECT_EQ(model.error().kind, ErrorKind::badInput);
    EXPECT_THAT(model.error().message, testing::StartsWith("bad: net: "));
    EXPECT_EQ(model.error().message.find('\n'), std::string::npos);
    return model.error().message;
}

std::string refusalOfGraph(const std::function<void(json&)>& edit) {
    Files files = net().files();
    test::editJson(files, graphPath, edit);
    return refusalOf(files);
}

TEST(HostileGraph, TheModelItselfIsAccepted) {
    auto archive = test::uncancelled(readArchiveBytes(net().tar(), "good.tar"));
    ASSERT_TRUE(archive.ok());
    const auto model = test::uncancelled(importModel(*archive, std::move(archive->modules.front())));
    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model->operators.size(), 3U);
}

TEST(HostileGraph, NodeIndicesOutOfRange) {
    for (const json& index : {json(5), json(-1), json(1e9), json(INT64_MAX), json(UINT64_MAX)}) {
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["nodes"][4]["inputs"][0][0] = index; }), HasSubstr("inputs[0][0]"));
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["heads"][0][0] = index; }), HasSubstr("heads[0][0]"));
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["arg_nodes"][0] = index; }), HasSubstr("arg_nodes[0]"));
    }
}

TEST(HostileGraph, OutputIndicesOutOfRange) {
    EXPECT_THAT(refusalOfGraph([](json& j) { j["nodes"][4]["inputs"][0][1] = 2; }), HasSubstr("from 0 to 1, and is 2"));
    EXPECT_THAT(refusalOfGraph([](json& j) { j["nodes"][4]["inputs"][0] = json::array(); }), HasSubstr("inputs[0]"));
    EXPECT_THAT(refusalOfGraph([](json& j) { j["nodes"][4]["inputs"][0] = {0}; }), HasSubstr("inputs[0]"));
    EXPECT_THAT(refusalOfGraph([](json& j) { j["heads"][0][1] = 1; }), HasSubstr("heads[0][1]"));
}

TEST(HostileGraph, CyclesAndForwardReferences) {
    EXPECT_THAT(refusalOfGraph([](json& j) { j["nodes"][2]["inputs"][0] = {2, 0, 0}; }), HasSubstr("cycle"));
    EXPECT_THAT(refusalOfGraph([](json& j) { j["nodes"][2]["inputs"][0] = {4, 0, 0}; }), HasSubstr("cycle"));
}

TEST(HostileGraph, ImpossibleShapes) {
    for (const json& shape :
         {json{-1, 2}, json{INT64_MAX, 2}, json{std::int64_t{1} << 40, std::int64_t{1} << 40}, json{65536, 65536},
          json{2, 0}, json(std::vector<int>(40, 1)), json{2.5}, json{UINT64_MAX}}) {
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["attrs"]["shape"][1][2] = shape; }), HasSubstr("shape[1][2]"))
            << shape;
    }
}

TEST(HostileGraph, UnknownElementTypes) {
    for (const char* type : {"float16", "bfloat16", "int4", "handle", "", "int8x4"}) {
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["attrs"]["dltype"][1][3] = type; }), HasSubstr("dltype[1][3]"));
    }
}

TEST(HostileGraph, TablesByEntryOfAnotherLength) {
    for (const char* key : {"dltype", "shape", "storage_id"}) {
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["attrs"][key][1].erase(0); }),
                    AllOf(HasSubstr(key), HasSubstr("6")));
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["attrs"][key][1].push_back(j["attrs"][key][1][0]); }),
                    HasSubstr(key));
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["attrs"][key] = json::array(); }), HasSubstr(key));
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["attrs"][key][0] = "list_x"; }), HasSubstr(key));
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["attrs"].erase(key); }), HasSubstr(key));
    }
}

TEST(HostileGraph, RowsThatContradictTheNodes) {
    const std::vector<json> rows = {{0, 1, 2, 3, 5},    {0, 1, 2, 3, 5, 6, 7}, {0, 1, 2, 3, 4, 6}, {1, 2, 3, 4, 6, 7},
                                    {0, 1, 3, 2, 5, 6}, {0, 1, 2, 3, 5, 1000}, {0, 0, 0, 0, 0, 0}};
    for (const json& row : rows) {
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["node_row_ptr"] = row; }), HasSubstr("node_row_ptr")) << row;
    }
}

TEST(HostileGraph, ArgumentsThatContradictTheNodes) {
    for (const json& arguments : {json{0}, json{0, 1, 1}, json{0, 1, 2}, json::array(), json{0, 0}}) {
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["arg_nodes"] = arguments; }), HasSubstr("arg_nodes")) << arguments;
    }
}

TEST(HostileGraph, NodesThatAreNotUnderstood) {
    const auto node = [](int index, const char* pointer, json value) {
        return [=](json& j) { j["nodes"][index][json::json_pointer(pointer)] = value; };
    };
    EXPECT_THAT(refusalOfGraph(node(2, "/op", "other")), HasSubstr("nodes[2].op"));
    EXPECT_THAT(refusalOfGraph(node(2, "/attrs/func_name", "a; b")), HasSubstr("func_name"));
    EXPECT_THAT(refusalOfGraph(node(2, "/attrs/func_name", "")), HasSubstr("func_name"));
    EXPECT_THAT(refusalOfGraph(node(2, "/attrs/func_name", "pinfold_copy")), HasSubstr("reserved"));
    EXPECT_THAT(refusalOfGraph(node(2, "/name", "a\nb")), HasSubstr("nodes[2].name"));
    EXPECT_THAT(refusalOfGraph(node(2, "/name", "")), HasSubstr("nodes[2].name"));
    for (const char* count : {"0", "-1", "99999999999", "", "1x", " 1"}) {
        EXPECT_THAT(refusalOfGraph(node(2, "/attrs/num_outputs", count)), HasSubstr("num_outputs"));
    }
    EXPECT_THAT(refusalOfGraph(node(2, "/attrs/num_inputs", "3")), HasSubstr("declares 3 inputs and has 2"));
    EXPECT_THAT(refusalOfGraph(node(0, "/name", "p0")), HasSubstr("two inputs have the name"));
    EXPECT_THAT(refusalOfGraph([](json& j) { j["nodes"][0]["inputs"] = {{0, 0, 0}}; }), HasSubstr("nodes[0].inputs"));
}

TEST(HostileGraph, AliasesAndCopiesThatChangeTheSize) {
    for (const char* function : {"__nop", "__copy"}) {
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["nodes"][2]["attrs"]["func_name"] = function; }),
                    HasSubstr(function));
        EXPECT_THAT(refusalOfGraph([&](json& j) {
                        j["nodes"][2]["attrs"] = {{"func_name", function}, {"num_outputs", "1"}};
                        j["nodes"][2]["inputs"] = {{1, 0, 0}};
                    }),
                    HasSubstr(function));
    }
}

TEST(HostileGraph, ModelWithoutOutputsOrNodes) {
    EXPECT_THAT(refusalOfGraph([](json& j) { j["heads"] = json::array(); }), HasSubstr("no outputs"));
    EXPECT_THAT(refusalOfGraph([](json& j) { j["nodes"] = json::array(); }), HasSubstr("nodes"));
    Files files = net().files();
    for (const std::string text : {"", "{}", "[", "[]", "\"x\""}) {
        files[graphPath] = text;
        EXPECT_THAT(refusalOf(files), HasSubstr("graph")) << text;
    }
    files[graphPath] = std::string(1'000'000, '[');
    EXPECT_THAT(refusalOf(files), HasSubstr("nested deeper"));
}

TEST(HostileGraph, WrongTypeAtEveryKeyIsRefusedWithTheKeysName) {
    const std::vector<std::string> keys = {"/nodes",
                                           "/nodes/2",
                                           "/nodes/2/op",
                                           "/nodes/2/name",
                                           "/nodes/2/attrs",
                                           "/nodes/2/attrs/func_name",
                                           "/nodes/2/attrs/num_outputs",
                                           "/nodes/2/attrs/num_inputs",
                                           "/nodes/2/inputs",
                                           "/nodes/2/inputs/0",
                                           "/nodes/2/inputs/0/0",
                                           "/nodes/2/inputs/0/1",
                                           "/arg_nodes",
                                           "/arg_nodes/1",
                                           "/heads",
                                           "/heads/0",
                                           "/heads/0/0",
                                           "/heads/0/1",
                                           "/node_row_ptr",
                                           "/node_row_ptr/3",
                                           "/attrs",
                                           "/attrs/dltype",
                                           "/attrs/dltype/0",
                                           "/attrs/dltype/1",
                                           "/attrs/dltype/1/3",
                                           "/attrs/shape",
                                           "/attrs/shape/0",
                                           "/attrs/shape/1",
                                           "/attrs/shape/1/3",
                                           "/attrs/shape/1/3/0",
                                           "/attrs/storage_id",
                                           "/attrs/storage_id/0",
                                           "/attrs/storage_id/1",
                                           "/attrs/storage_id/1/3"};
    const std::vector<json> values = {nullptr,    7.5,   true,       "text", json::array({json::array()}),
                                      {{"k", 1}}, 1e300, 999'999'999};
    for (const std::string& key : keys) {
        const json::json_pointer pointer(key);
        std::string named = key.substr(key.rfind('/') + 1);
        if (std::isdigit(static_cast<unsigned char>(named[0]))) named = "[" + named + "]";
        for (const json& value : values) {
            const bool fine = (key == "/nodes/2/name" && value.is_string()) ||
                              (key == "/attrs/storage_id/1/3" && value == 999'999'999) ||
                              (key == "/nodes/2/attrs/num_inputs" && value.is_null());  // it may be left out
            const bool lacksKeys =
                value.is_object() && (key == "/nodes/2" || key == "/attrs" || key == "/nodes/2/attrs");
            const bool onlyTooLarge = key == "/attrs/shape/1/3/0" && value == 999'999'999;
            if (fine || lacksKeys || onlyTooLarge) continue;
            // A kernel of any name is understood, and then missing.
            const std::string expected = key == "/nodes/2/attrs/func_name" && value.is_string() ? "text" : named;
            EXPECT_THAT(refusalOfGraph([&](json& j) { j[pointer] = value; }), HasSubstr(expected))
                << key << " = " << value;
        }
    }
}

TEST(HostileGraph, MissingKeysAreNamed) {
    for (const char* key : {"nodes", "arg_nodes", "heads", "node_row_ptr", "attrs"}) {
        EXPECT_THAT(refusalOfGraph([&](json& j) { j.erase(key); }), HasSubstr(key));
    }
    for (const char* key : {"op", "name", "attrs", "inputs"}) {
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["nodes"][2].erase(key); }), HasSubstr(key));
    }
    for (const char* key : {"func_name", "num_outputs"}) {
        EXPECT_THAT(refusalOfGraph([&](json& j) { j["nodes"][2]["attrs"].erase(key); }), HasSubstr(key));
    }
}

TEST(HostileGraph, ParametersThatDoNotFitTheGraph) {
    const std::vector<Parameter> wrong = {
        {"p0", DType::int32, {}, "abcd"}, {"p0", DType::float32, {1}, "abcd"}, {"p0", DType::float32, {2}, "abcdefgh"}};
    for (const Parameter& parameter : wrong) {
        Files files = net().files();
        files["parameters/net.params"] = test::packParams({parameter});
        EXPECT_THAT(refusalOf(files), HasSubstr("parameter \"p0\""));
    }
    Files files = net().files();
    files["parameters/net.params"] = test::packParams({});
    EXPECT_THAT(refusalOf(files), HasSubstr("neither a parameter in the .params file nor an input"));
}

TEST(HostileGraph, MissingKernelsAreNamed) {
    Files files = net().files();
    files.erase(sourcePath);
    EXPECT_THAT(refusalOf(files),
                AllOf(HasSubstr("tvmgen_net_scale"), HasSubstr("tvmgen_net_split"), HasSubstr("tvmgen_net_sum")));
    EXPECT_THAT(refusalOfGraph([](json& j) { j["nodes"][2]["attrs"]["func_name"] = "tvmgen_net_other"; }),
                AllOf(HasSubstr("tvmgen_net_other"), testing::Not(HasSubstr("tvmgen_net_sum"))));
}

TEST(HostileGraph, KernelThatTakesOtherArguments) {
    EXPECT_THAT(refusalOfGraph([](json& j) {
                    j["nodes"][2]["inputs"].erase(1);
                    j["nodes"][2]["attrs"]["num_inputs"] = "1";
                }),
                AllOf(HasSubstr("tvmgen_net_scale"), HasSubstr("takes 3 arguments"), HasSubstr("gives it 2")));
    EXPECT_THAT(refusalOfGraph([](json& j) { j["nodes"][4]["attrs"]["func_name"] = "tvmgen_net_split"; }),
                HasSubstr("tvmgen_net_"));
    EXPECT_THAT(refusalOfGraph([](json& j) {
                    j["nodes"][4]["attrs"]["func_name"] = "tvmgen_net_scale";
                    j["nodes"][4]["attrs"]["num_inputs"] = "1";
                    j["nodes"][4]["inputs"].erase(0);
                }),
                HasSubstr("with 3 arguments in one place and 2 in another"));
}

TEST(HostileGraph, KernelThatIsDefinedTwice) {
    Files files = net().files();
    files["codegen/host/src/net_lib2.c"] = files[sourcePath];
    EXPECT_THAT(refusalOf(files), AllOf(HasSubstr("defined twice"), HasSubstr("net_lib1.c"), HasSubstr("net_lib2.c")));
}

TEST(HostileGraph, KernelThatCallsPackedFunctions) {
    SyntheticModel model("net");
    const auto x = model.input("x", {DType::float32, {4}});
    model.output(model
                     .op("sort", {x}, {{DType::float32, {4}}},
                         "  if (TVMFuncCall(sort_packed, (TVMValue*) stack_value, (int*) stack_tcode, 2, &ret_val, "
                         "&ret_type_code) != 0) {\n    return -1;\n  }\n")
                     .front());
    model.preamble("static void* sort_packed = NULL;\n");
    EXPECT_THAT(refusalOf(model.files()), AllOf(HasSubstr("tvmgen_net_sort"), HasSubstr("cannot run")));
}

TEST(HostileGraph, KernelThatWritesItsInput) {
    SyntheticModel model("net");
    const auto x = model.input("x", {DType::float32, {4}});
    model.output(model
                     .op("bad", {x}, {{DType::float32, {4}}},
                         "  for (int32_t i = 0; i < 4; ++i) {\n    ((float*)p0)[i] = 0.0f;\n    ((float*)out0)[i] = "
                         "1.0f;\n  }\n")
                     .front());
    EXPECT_THAT(refusalOf(model.files()), AllOf(HasSubstr("tvmgen_net_bad"), HasSubstr("cannot run")));
}

// The memory beside a tensor is another one's.
TEST(HostileGraph, KernelThatWritesBesideItsOutput) {
    const test::TensorType four{DType::float32, {4}};
    const auto refusalOfStore = [&](const char* index) {
        SyntheticModel model("net");
        const auto x = model.input("x", four);
        model.output(model
                         .op("bad", {x}, {four},
                             fmt::format("  for (int32_t i = 0; i < 4; ++i) {{\n    ((float*)out0)[{}] = "
                                         "((float*)p0)[i];\n  }}\n",
                                         index))
                         .front());
        return refusalOf(model.files());
    };
    EXPECT_THAT(refusalOfStore("i + 1"), AllOf(HasSubstr("tvmgen_net_bad"), HasSubstr("bytes 4 to 19 of its output 0"),
                                               HasSubstr("which has 16 bytes")));
    EXPECT_THAT(refusalOfStore("i - 1"), HasSubstr("bytes -4 to 11 of its output 0"));
}

TEST(HostileGraph, KernelThatIsCalledWithTensorsOfAnotherSize) {
    SyntheticModel model("net");
    const auto x = model.input("x", {DType::float32, {4}});
    model.output(model.elementwise("twice", {x}, "$0 + $0"));
    model.output(model.op("twice", {x}, {{DType::float32, {3}}}).front());
    EXPECT_THAT(refusalOf(model.files()), AllOf(HasSubstr("operator tvmgen_net_twice_1:"),
                                                HasSubstr("12 bytes as its argument 1, and 16 elsewhere")));
}

TEST(HostileGraph, KernelThatWritesBesideItsWorkspace) {
    SyntheticModel model("net");
    const auto x = model.input("x", {DType::float32, {4}});
    model.output(model
                     .op("bad", {x}, {{DType::float32, {4}}},
                         "  void* pad = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)2048, 2, 32);\n"
                         "  for (int32_t i = 0; i < 513; ++i) {\n    ((float*)pad)[i] = 0.0f;\n  }\n"
                         "  for (int32_t i = 0; i < 4; ++i) {\n    ((float*)out0)[i] = ((float*)pad)[i];\n  }\n"
                         "  TVMBackendFreeWorkspace(1, dev_id, pad);\n")
                     .front());
    EXPECT_THAT(refusalOf(model.files()), AllOf(HasSubstr("its workspace pad"), HasSubstr("has 2048 bytes")));
}

TEST(HostileGraph, ParametersBehindTheLookUpOfTvm08) {
    const std::string lookUp =
        "TVM_DLL int32_t _lookup_linked_param(void* args, int* arg_type_code, int num_args, void* out_ret_value, int* "
        "out_ret_tcode, void* resource_handle) {\n  return 0;\n}\n";
    Files files = test::toVersion5(net().files());
    files["codegen/host/src/lib1.c"] += "static const float __tvm_param__p0[1] = {2.0f};\n" + lookUp;
    files["parameters/net.params"] = test::packParams({});
    EXPECT_THAT(refusalOf(files), HasSubstr("--link-params"));
    files["parameters/net.params"] = test::packParams({{"other", DType::int8, {1}, "x"}});
    EXPECT_THAT(refusalOf(files), HasSubstr("--link-params"));
}

TEST(HostileGraph, ObjectFilesForAnotherMachine) {
    Files files = net().files();
    files.erase(sourcePath);
    files["codegen/host/lib/net_lib1.o"] = "no ELF file";
    EXPECT_THAT(refusalOf(files), AllOf(HasSubstr("net_lib1.o"), HasSubstr("not an ELF file")));
    files["codegen/host/lib/net_lib1.o"] = test::readBytes("/proc/self/exe");
    EXPECT_THAT(refusalOf(files), AllOf(HasSubstr("net_lib1.o"), HasSubstr("not an object file for 32-bit ARM")));
}

TEST(HostileGraph, ObjectFileThatBreaksOff) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.llvm-m4.tar");
    Files files = test::unpackTar(test::modelFile("kws_int8.graph.llvm-m4.tar"));
    std::string& object = files["codegen/host/lib/kws_llvm_m4_lib1.o"];
    object.resize(object.size() / 2);
    auto archive = test::uncancelled(readArchiveBytes(test::packTar(files), "bad.tar"));
    ASSERT_TRUE(archive.ok()) << archive.error().message;
    const auto model = test::uncancelled(importModel(*archive, std::move(archive->modules.front())));
    ASSERT_FALSE(model.ok());
    EXPECT_THAT(model.error().message, HasSubstr("kws_llvm_m4_lib1.o: is a damaged ELF file"));
}

}  // namespace
}  // namespace pinfold
