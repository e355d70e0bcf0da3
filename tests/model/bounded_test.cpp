// Models that were made to keep Pinfold busy: the work grows with the bytes of their archive, and what no model has is
// refused before it costs time or memory.
#include "base/elf.h"
#include "model/graph.h"
#include "model/model.h"
#include "support/archive_builder.h"
#include "support/cancelling.h"
#include "support/growth.h"
#include "support/must.h"
#include "support/shared_files.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace pinfold {
namespace {

using nlohmann::json;
using test::expectLinearWork;
using test::Files;
using test::SyntheticModel;
using testing::HasSubstr;

constexpr const char* boundedSource = "codegen/host/src/net_lib1.c";
constexpr const char* boundedObject = "codegen/host/lib/net_lib2.o";
const test::TensorType one{DType::float32, {1}};

// x, then so many operators that call one kernel, one after the other.
SyntheticModel chain(int operators, const std::string& body = "  ((float*)out0)[0] = ((float*)p0)[0];\n") {
    SyntheticModel model("net");
    auto value = model.input("x", one);
    for (int i = 0; i < operators; ++i) value = model.op("step", {value}, {one}, i == 0 ? body : "").front();
    model.output(value);
    return model;
}

// An archive as it comes out of its file: making one is no part of what is measured.
Archive archiveOf(const Files& files) { return test::must(readArchiveBytes(test::packTar(files), "net.tar")); }

// "": accepted, or cancelled.
std::string imported(const Archive& archive, const CancelToken& cancel = {}) {
    const auto model = importModel(archive, archive.modules.front(), cancel);
    return model.ok() ? "" : model.error().message;
}

void expectLinearImport(int size, double mostEach, const std::function<Files(int)>& files,
                        const std::string& says = "") {
    expectLinearWork(size, mostEach, [&](int n, const CancelToken& cancel) {
        const Archive archive = archiveOf(files(n));
        EXPECT_THAT(imported(archive, cancel), HasSubstr(says));
        if (says.empty()) {
            EXPECT_EQ(imported(archive), "");
        }
    });
}

TEST(BoundedImport, Operators) {
    expectLinearImport(200, 200, [](int n) { return chain(n).files(); });
}

TEST(BoundedImport, InputsOfOneOperator) {
    expectLinearImport(100, 2000, [](int n) {
        SyntheticModel model("net");
        std::vector<SyntheticModel::Value> inputs;
        for (int i = 0; i < n; ++i) inputs.push_back(model.input(fmt::format("x{}", i), one));
        model.output(model.op("all", inputs, {one}, "  ((float*)out0)[0] = 1.0f;\n").front());
        return model.files();
    });
}

TEST(BoundedImport, Outputs) {
    expectLinearImport(100, 400, [](int n) {
        SyntheticModel model = chain(1);
        for (int i = 0; i < n; ++i) model.output({0, 0});
        return model.files();
    });
}

TEST(BoundedImport, AliasesOfAliases) {
    expectLinearImport(100, 400, [](int n) {
        SyntheticModel model("net");
        auto value = model.input("x", one);
        for (int i = 0; i < n; ++i) value = model.nop(fmt::format("n{}", i), value, {1});
        model.output(value);
        return model.files();
    });
}

TEST(BoundedImport, KernelsThatNobodyCalls) {
    expectLinearImport(100, 400, [](int n) {
        SyntheticModel model = chain(1);
        Files files = model.files();
        for (int i = 0; i < n; ++i) {
            files[boundedSource] += fmt::format(
                "int32_t other{}(void* args, int32_t* a, int32_t b, void* c, int32_t* d, void* e) {{ return 0; }}\n",
                i);
        }
        return files;
    });
}

TEST(BoundedImport, SourceFiles) {
    expectLinearImport(50, 200, [](int n) {
        Files files = chain(1).files();
        for (int i = 0; i < n; ++i) files[fmt::format("codegen/host/src/net_s{}.c", i)] = "int x;\n";
        return files;
    });
}

// Each call of a kernel with many workspaces and statements.
TEST(BoundedImport, CallsOfAKernelWithManyWorkspaces) {
    std::string body;
    for (int i = 0; i < 3000; ++i) {
        body += fmt::format("  void* w{} = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)4, 0, 32);\n", i);
    }
    body += "  ((float*)out0)[0] = ((float*)p0)[0];\n";
    EXPECT_EQ(imported(archiveOf(chain(3, body).files())), "");
    EXPECT_THAT(imported(archiveOf(chain(2000, body).files())), HasSubstr("more than 4000000 statements"));
}

// TVM 0.8's parameters behind a function, and as many nodes.
TEST(BoundedImport, LinkedParametersAndNodes) {
    expectLinearImport(100, 400, [](int n) {
        SyntheticModel model = chain(1);
        for (int i = 0; i < n; ++i) model.constant<float>(fmt::format("p{}", i), one, {2.0F});
        Files files = model.files();
        files[boundedSource] += "static int tvmgen__lookup_linked_param;\n";
        for (int i = 0; i < n; ++i) {
            files[boundedSource] +=
                fmt::format("static const float __tvm_param__q{}[4] = {{1.0f, 1.0f, 1.0f, 1.0f}};\n", i);
        }
        return files;
    });
}

// An object file for 32-bit ARM with a section of names and one of symbols; `name` tells where the name of symbol i is.
std::string objectFile(const std::string& names, int symbols, const std::function<std::uint32_t(int)>& name) {
    const auto number = [](std::string& to, auto value) {
        to.append(reinterpret_cast<const char*>(&value), sizeof(value));
    };
    constexpr std::uint32_t header = 52;
    constexpr std::uint32_t symbolBytes = 16;
    const auto namesEnd = header + static_cast<std::uint32_t>(names.size());
    const std::uint32_t tableBytes = symbolBytes * static_cast<std::uint32_t>(symbols + 1);
    std::string file(
        "\x7f"
        "ELF\1\1\1\0\0\0\0\0\0\0\0\0",
        16);
    for (const std::uint16_t half : std::initializer_list<std::uint16_t>{1, 40}) number(file, half);
    for (const std::uint32_t word : {1U, 0U, 0U, namesEnd + tableBytes, 0x5000000U}) number(file, word);
    for (const std::uint16_t half : std::initializer_list<std::uint16_t>{52, 0, 0, 40, 3, 0}) number(file, half);
    file += names;
    file += std::string(symbolBytes, '\0');
    for (int i = 0; i < symbols; ++i) {
        for (const std::uint32_t word : {name(i), 0U, 0U, 0x10U}) number(file, word);  // global, undefined
    }
    const auto section = [&](std::uint32_t type, std::uint32_t offset, std::uint32_t size, std::uint32_t link) {
        for (const std::uint32_t word : {0U, type, 0U, 0U, offset, size, link, 0U, 0U, 0U}) number(file, word);
    };
    section(0, 0, 0, 0);
    section(3, header, namesEnd - header, 0);
    section(2, namesEnd, tableBytes, 1);
    return file;
}

// fn0, fn1 … of the same length.
std::string objectThatNeeds(int functions) {
    std::string names(1, '\0');
    for (int i = 0; i < functions; ++i) names += fmt::format("fn{:06}", i) + '\0';
    return objectFile(names, functions, [](int i) { return static_cast<std::uint32_t>(1 + 9 * i); });
}

TEST(BoundedImport, UndefinedSymbolsAndSources) {
    const auto files = [](int n, bool defined) {
        Files all = chain(1).files();
        all[boundedObject] = objectThatNeeds(n);
        for (int i = 0; i < n; ++i) all[boundedSource] += fmt::format("int {}{:06}(void);\n", defined ? "fn" : "gn", i);
        return all;
    };
    expectLinearImport(500, 100, [&](int n) { return files(n, true); });
    expectLinearImport(
        500, 100, [&](int n) { return files(n, false); }, "fn000000, fn000001");
}

TEST(BoundedElf, SectionsSymbolsAndNames) {
    expectLinearWork(2000, 4, [](int n, const CancelToken& cancel) {
        EXPECT_TRUE(readElf(objectThatNeeds(n), "x.o", cancel).ok());
    });
    EXPECT_THAT(readElf(objectThatNeeds(600'000), "x.o").error().message, HasSubstr("has 600001 symbols"));
    // Every symbol is called like the whole table from its place on: 10 MB of text in 48 KB.
    const std::string names = '\0' + std::string(4000, 'a') + '\0';
    const auto overlapping =
        readElf(objectFile(names, 2500, [](int i) { return static_cast<std::uint32_t>(1 + i % 100); }), "x.o");
    ASSERT_FALSE(overlapping.ok());
    EXPECT_THAT(overlapping.error().message, HasSubstr("damaged ELF file"));
    // A count of sections that does not fit the header stands in the first one.
    std::string many = objectFile(std::string(1, '\0'), 0, [](int) { return 0U; });
    many.replace(48, 2, std::string(2, '\0'));
    const std::uint32_t count = 70'000;
    many.replace(many.size() - 3 * 40 + 20, 4, reinterpret_cast<const char*>(&count), 4);
    many += std::string(std::size_t{40} * count, '\0');
    EXPECT_THAT(readElf(many, "x.o").error().message, HasSubstr("has 70000 sections"));
}

TEST(BoundedElf, ObjectFilesWithFarTooManyNames) {
    Files files = chain(1).files();
    for (int k = 0; k < 3; ++k) {
        std::string names(1, '\0');
        for (int i = 0; i < 100'000; ++i) names += fmt::format("f{}_{:06}", k, i) + '\0';
        files[fmt::format("codegen/host/lib/net_x{}.o", k)] =
            objectFile(names, 100'000, [](int i) { return static_cast<std::uint32_t>(1 + 10 * i); });
    }
    EXPECT_THAT(imported(archiveOf(files)), HasSubstr("more than 262144 symbols"));
}

TEST(BoundedGraph, WorkGrowsWithTheText) {
    for (const char* key : {"nodes", "heads", "arg_nodes", "other"}) {
        SCOPED_TRACE(key);
        expectLinearWork(2000, 8, [&](int n, const CancelToken& cancel) {
            json graph = chain(1).graph();
            json node = {{"op", "null"}, {"name", "x"}, {"inputs", json::array()}};
            graph[key] = json::array();
            for (int i = 0; i < n; ++i) {
                node["name"] = fmt::format("x{}", i);
                graph[key].push_back(node);
            }
            (void)readGraph(graph.dump(), cancel);
        });
    }
}

TEST(BoundedGraph, MoreThanAnyModelHasIsRefused) {
    json graph = chain(1).graph();
    std::string text = graph.dump();
    text.pop_back();
    text += ",\"other\":[";
    for (int i = 0; i < 1'000'000; ++i) text += "0,";
    EXPECT_THAT(readGraph(text + "0]}").error().message, HasSubstr("has more than 1000000 values"));
    graph["nodes"] = json::array();
    for (int i = 0; i < 100'001; ++i) graph["nodes"].push_back(json::object());
    EXPECT_THAT(readGraph(graph.dump()).error().message, HasSubstr("at most 100000 are accepted"));
}

TEST(BoundedImport, EndsSoonWhereverItIsCancelled) {
    SyntheticModel model = chain(20);
    Files files = model.files();
    files[boundedObject] = objectThatNeeds(20);
    files[boundedSource] += "/* " + std::string(50'000, '*') + " */\n";
    const Archive archive = archiveOf(files);
    const auto job = [&](const CancelToken& cancel) { (void)imported(archive, cancel); };
    test::cancelAtMoments(test::timesAsked(job), 20, job);
}

// 832 KB of "#if #if", as in the cases of ../shared.
TEST(BoundedImport, DirectivesInOneLine) {
    Files files = chain(1).files();
    std::string line;
    for (int i = 0; i < 200'000; ++i) line += "#if ";
    files[boundedSource] = line + "\n" + files[boundedSource];
    std::vector<Archive> archives = {archiveOf(files)};
    const auto path = test::sharedFolder() / "cases/hostile/dos_hash_if_200k.tar.gz";
    if (std::filesystem::exists(path)) archives.push_back(test::must(readArchive(path)));
    for (const Archive& archive : archives) {
        const std::int64_t asked = test::timesAsked(
            [&](const CancelToken& cancel) { EXPECT_THAT(imported(archive, cancel), HasSubstr("line 1")); });
        EXPECT_LT(asked, 5000);
    }
}

}  // namespace
}  // namespace pinfold
