// Archives that nobody should have made: each gives one sentence, and never more memory than the limits.
#include "mlf/archive.h"
#include "support/archive_builder.h"
#include "support/must.h"
#include "support/shared_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace pinfold {
namespace {

using nlohmann::json;
using test::Files;
using test::SyntheticModel;
using test::TarWriter;
using testing::AllOf;
using testing::HasSubstr;

Files plainFiles() {
    SyntheticModel model("net");
    const auto x = model.input("x", {DType::float32, {4}});
    const auto two = model.constant<float>("p0", {DType::float32, {1}}, {2.0F});
    model.output(model.elementwise("scale", {x, two}, "$0 * $1"));
    return model.files();
}

// An honest archive to add bad members to.
TarWriter plainTar() {
    TarWriter writer;
    for (const auto& [path, bytes] : plainFiles()) writer.file(path, bytes);
    return writer;
}

// The sentence that bad bytes get.
std::string refusal(std::string bytes, const ArchiveLimits& limits = {}) {
    const auto archive = test::uncancelled(readArchiveBytes(std::move(bytes), "dir/bad.tar", {}, {}, limits));
    if (archive.ok()) {
        ADD_FAILURE() << "the archive was accepted";
        return {};
    }
    EXPECT_EQ(archive.error().kind, ErrorKind::badInput);
    EXPECT_THAT(archive.error().message, testing::StartsWith("dir/bad.tar: "));
    EXPECT_EQ(archive.error().message.find('\n'), std::string::npos);
    EXPECT_LE(archive.error().message.size(), 1100U);
    return archive.error().message;
}

std::string refusalOf(const Files& files) { return refusal(test::packTar(files)); }

TEST(HostileArchive, TruncatedAtAnyBlockIsRefused) {
    const std::string whole = test::packTar(plainFiles());
    ASSERT_TRUE(readArchiveBytes(whole, "x.tar").ok());
    const std::size_t members = whole.size() - 1024;  // without the two blocks that end it
    for (std::size_t size = 0; size <= members; size += 512) {
        EXPECT_FALSE(readArchiveBytes(whole.substr(0, size), "x.tar").ok()) << size << " of " << whole.size();
    }
    EXPECT_THAT(refusal(whole.substr(0, members / 2 + 100)), HasSubstr("breaks off"));
    EXPECT_THAT(refusal(whole.substr(0, members)), HasSubstr("breaks off"));
}

TEST(HostileArchive, TruncatedRealArchiveIsRefused) {
    const std::string whole = test::readBytes(test::sample("digits_int8.tar"));
    for (std::size_t percent = 1; percent < 90; percent += 4) {
        EXPECT_FALSE(readArchiveBytes(whole.substr(0, whole.size() * percent / 100), "x.tar").ok()) << percent << " %";
    }
}

TEST(HostileArchive, ZerosAndRubbishAreNoTar) {
    refusal("");
    refusal(std::string(10'240, '\0'));
    refusal(std::string(10'240, 'x'));
    refusal("{\"version\": 7}");
}

TEST(HostileArchive, GzipOfSomethingElseOrBrokenOff) {
    refusal(test::gzipped("no tar at all"));
    refusal(test::gzipped(std::string(100'000, '\0')));
    const std::string whole = test::gzipped(test::readBytes(test::sample("digits_int8.tar")));
    refusal(whole.substr(0, whole.size() / 2));
    std::string corrupt = whole;
    for (std::size_t i = 1000; i < 1200; ++i) corrupt[i] = static_cast<char>(~corrupt[i]);
    refusal(corrupt);
    refusal(whole.substr(0, 5));
}

TEST(HostileArchive, HugeSparseMemberIsRefusedByItsDeclaredSize) {
    TarWriter writer = plainTar();
    writer.sparseFile("parameters/huge.params", "x", std::uint64_t{10} << 30);
    EXPECT_THAT(refusal(writer.finished()), AllOf(HasSubstr("huge.params"), HasSubstr("10737418240 bytes")));
}

TEST(HostileArchive, DeclaredSizeBeyondTheFileIsRefused) {
    TarWriter writer;
    writer.lyingFile("metadata.json", "{}", 1'000'000);
    EXPECT_THAT(refusal(writer.finished()), HasSubstr("breaks off"));
    TarWriter large;
    large.lyingFile("parameters/net.params", "x", std::uint64_t{200} << 20);
    EXPECT_THAT(refusal(large.finished()), HasSubstr("breaks off"));
    TarWriter huge;
    huge.lyingFile("src/x.relay", "x", std::uint64_t{8} << 30);
    EXPECT_THAT(refusal(huge.finished()), HasSubstr("at most 268435456 are accepted"));
}

TEST(HostileArchive, CompressionBombStopsAtTheLimits) {
    ArchiveLimits limits;
    limits.memberBytes = 1 << 20;
    limits.totalBytes = 4 << 20;
    TarWriter one = plainTar();
    one.file("src/net.txt", std::string(2 << 20, '\0'));
    EXPECT_THAT(refusal(test::gzipped(one.finished()), limits), HasSubstr("src/net.txt"));
    TarWriter many = plainTar();
    for (int i = 0; i < 6; ++i) many.file("src/" + std::to_string(i), std::string(1 << 20, '\0'));
    EXPECT_THAT(refusal(test::gzipped(many.finished()), limits), HasSubstr("unpacks to more than 4 MiB"));
    limits.members = 100;
    TarWriter folders = plainTar();
    for (int i = 0; i < 200; ++i) folders.folder("f" + std::to_string(i));
    EXPECT_THAT(refusal(test::gzipped(folders.finished()), limits), HasSubstr("more than 100 members"));
}

TEST(HostileArchive, PathsThatLeaveTheArchiveAreRefused) {
    for (const char* path : {"../evil.c", "codegen/host/src/../../../../evil.c", "codegen/..", "./../x", "a/b/.."}) {
        TarWriter writer = plainTar();
        writer.file(path, "x");
        EXPECT_THAT(refusal(writer.finished()), HasSubstr("leaves the archive")) << path;
    }
    for (const char* path : {"/etc/passwd", "//x"}) {
        TarWriter writer = plainTar();
        writer.file(path, "x");
        EXPECT_THAT(refusal(writer.finished()), HasSubstr("absolute path")) << path;
    }
}

TEST(HostileArchive, LinksAndDevicesAreRefused) {
    TarWriter symbolic = plainTar();
    symbolic.symbolicLink("codegen/host/src/net_lib2.c", "/etc/passwd");
    EXPECT_THAT(refusal(symbolic.finished()), AllOf(HasSubstr("symbolic link"), HasSubstr("net_lib2.c")));
    TarWriter hard = plainTar();
    hard.hardLink("codegen/host/src/net_lib2.c", "metadata.json");
    EXPECT_THAT(refusal(hard.finished()), AllOf(HasSubstr("hard link"), HasSubstr("net_lib2.c")));
    TarWriter pipe = plainTar();
    pipe.pipe("src/pipe");
    EXPECT_THAT(refusal(pipe.finished()), HasSubstr("is no file"));
}

TEST(HostileArchive, DuplicateMembersAreRefusedUnderAnySpelling) {
    for (const char* path : {"metadata.json", "./metadata.json", ".//metadata.json"}) {
        TarWriter writer = plainTar();
        writer.file(path, "{}");
        EXPECT_THAT(refusal(writer.finished()), HasSubstr("\"metadata.json\" twice")) << path;
    }
}

TEST(HostileArchive, MissingFilesAreNamed) {
    for (const char* path : {"metadata.json", "executor-config/graph/net.graph", "parameters/net.params"}) {
        Files files = plainFiles();
        files.erase(path);
        EXPECT_THAT(refusalOf(files), HasSubstr(path));
    }
}

TEST(HostileArchive, FileThatNoModuleOwnsIsRefused) {
    SyntheticModel a("a");
    a.output(a.input("x", {DType::int8, {1}}));
    SyntheticModel b("b");
    b.output(b.input("x", {DType::int8, {1}}));
    Files files = test::filesOf({a, b});
    files["codegen/host/src/c_lib1.c"] = "";
    EXPECT_THAT(refusalOf(files), HasSubstr("c_lib1.c"));
}

TEST(HostileArchive, FileNamesThatNoCompilerShouldSeeAreRefused) {
    Files files = plainFiles();
    files["codegen/host/src/net_$(reboot).c"] = "";
    EXPECT_THAT(refusalOf(files), HasSubstr("net_$(reboot).c"));
}

TEST(HostileArchive, OtherVersionsAreRefusedByName) {
    for (const int version : {0, 1, 2, 3, 4, 6, 8, 700}) {
        Files files = plainFiles();
        test::editJson(files, "metadata.json", [&](json& j) { j["version"] = version; });
        EXPECT_THAT(refusalOf(files), HasSubstr("Model Library Format " + std::to_string(version)));
    }
}

TEST(HostileArchive, TwoModulesOfOneNameAreRefused) {
    Files files = plainFiles();
    const std::string module = json::parse(files["metadata.json"])["modules"]["net"].dump();
    files["metadata.json"] = R"({"version": 7, "modules": {"net": )" + module + R"(, "net": )" + module + "}}";
    EXPECT_THAT(refusalOf(files), HasSubstr("two modules with the name \"net\""));
}

TEST(HostileArchive, ModuleNamesThatCannotBeFileNamesAreRefused) {
    for (const std::string name : {"", "../x", "a b", "-x", ".x", "ü", "x\n"}) {
        Files files = plainFiles();
        test::editJson(files, "metadata.json", [&](json& j) {
            const json module = j["modules"]["net"];
            j["modules"] = {{name, module}};
        });
        EXPECT_THAT(refusalOf(files), HasSubstr("name")) << name;
    }
}

TEST(HostileArchive, MalformedMetadataIsRefused) {
    for (const std::string text : {"", "{", "[]", "7", "null", "{\"version\": 7}", "{\"version\": 7, \"modules\": {}}",
                                   "\xff\xfe", "{\"version\": 7, \"modules\": {\"net\": {}}}"}) {
        Files files = plainFiles();
        files["metadata.json"] = text;
        EXPECT_THAT(refusalOf(files), HasSubstr("metadata.json")) << text;
    }
}

TEST(HostileArchive, DeepNestingCostsNeitherStackNorMemory) {
    Files files = plainFiles();
    files["metadata.json"] = std::string(2'000'000, '[');
    EXPECT_THAT(refusalOf(files), HasSubstr("nested deeper"));
}

TEST(HostileArchive, JsonHasALimitOfItsOwn) {
    Files files = plainFiles();
    files["metadata.json"] += std::string(9 << 20, ' ');
    EXPECT_THAT(refusalOf(files), AllOf(HasSubstr("metadata.json"), HasSubstr("8388608")));
}

// Every key that is read, replaced by values of every other type. Values of the key's own type are left out.
TEST(HostileArchive, WrongTypeAtEveryKeyIsRefusedWithTheKeysName) {
    const std::vector<std::string> keys = {
        "/version",
        "/modules",
        "/modules/net",
        "/modules/net/executors",
        "/modules/net/executors/0",
        "/modules/net/style",
        "/modules/net/export_datetime",
        "/modules/net/target",
        "/modules/net/target/0",
        "/modules/net/memory",
        "/modules/net/memory/functions",
        "/modules/net/memory/functions/main",
        "/modules/net/memory/functions/main/0",
        "/modules/net/memory/functions/main/0/workspace_size_bytes",
        "/modules/net/memory/functions/main/0/inputs",
        "/modules/net/memory/functions/main/0/inputs/x",
        "/modules/net/memory/functions/main/0/inputs/x/size",
        "/modules/net/memory/functions/main/0/inputs/x/dtype",
        "/modules/net/memory/functions/main/0/outputs",
        "/modules/net/memory/functions/main/0/outputs/output",
        "/modules/net/memory/functions/main/0/outputs/output/size",
        "/modules/net/memory/functions/operator_functions",
        "/modules/net/memory/functions/operator_functions/0",
        "/modules/net/memory/functions/operator_functions/0/function_name",
        "/modules/net/memory/functions/operator_functions/0/workspace",
        "/modules/net/memory/functions/operator_functions/0/workspace/0",
        "/modules/net/memory/functions/operator_functions/0/workspace/0/workspace_size_bytes",
    };
    const std::vector<json> values = {7.5, -3, true, "text", json::array({1, 2}), {{"k", 1}}, 1e300};
    for (const std::string& key : keys) {
        const json::json_pointer pointer(key);
        for (const json& value : values) {
            Files files = plainFiles();
            bool sameType = false;
            test::editJson(files, "metadata.json", [&](json& j) {
                const json& old = j.at(pointer);
                sameType =
                    old.type() == value.type() || (old.is_number_integer() && value.is_number_integer() && value > 0);
                // Version 5 has an object of targets.
                sameType = sameType || (key == "/modules/net/target" && value.is_object());
                j[pointer] = value;
            });
            if (sameType) continue;
            std::string last = key.substr(key.rfind('/') + 1);
            if (last == "0") last = "[0]";
            EXPECT_THAT(refusalOf(files), HasSubstr(last)) << key << " = " << value;
        }
    }
}

TEST(HostileArchive, WrongTypesInFlatMetadataAreRefused) {
    const Files old = test::toVersion5(plainFiles());
    ASSERT_TRUE(readArchiveBytes(test::packTar(old), "x.tar").ok());
    for (const char* key : {"model_name", "executors", "target", "memory", "style", "export_datetime"}) {
        Files files = old;
        test::editJson(files, "metadata.json", [&](json& j) { j[key] = 12; });
        EXPECT_THAT(refusalOf(files), HasSubstr(key));
    }
    Files files = old;
    test::editJson(files, "metadata.json", [&](json& j) { j["target"] = {{"1", 5}}; });
    EXPECT_THAT(refusalOf(files), HasSubstr("target.1"));
}

struct BadParams {
    const char* what;
    std::function<void(std::string&)> damage;
};

// Offsets in the .params file of plainFiles(): magic 0, names 16, "p0" at 32, count 34, tensor 42, dimensions 66,
// type 70, shape 74, size 82, elements 90.
TEST(HostileArchive, DamagedParametersAreRefused) {
    const auto number = [](std::size_t at, std::int64_t value) {
        return [=](std::string& bytes) { bytes.replace(at, 8, reinterpret_cast<const char*>(&value), 8); };
    };
    const std::vector<BadParams> cases = {
        {"magic", number(0, 1)},
        {"count of names", number(16, INT64_MAX)},
        {"length of name", number(24, INT64_MAX)},
        {"count of tensors", number(34, 2)},
        {"tensor's magic", number(42, 1)},
        {"dimensions", [](std::string& b) { b[67] = 1; }},
        {"negative dimensions", [](std::string& b) { b[69] = '\x80'; }},
        {"type code", [](std::string& b) { b[70] = 3; }},
        {"bits", [](std::string& b) { b[71] = 16; }},
        {"lanes", [](std::string& b) { b[72] = 4; }},
        {"negative shape", number(74, -1)},
        {"huge shape", number(74, INT64_MAX)},
        {"size too small", number(82, 3)},
        {"size too large", number(82, INT64_MAX)},
        {"shorter than declared", [](std::string& b) { b.pop_back(); }},
        {"longer than declared", [](std::string& b) { b += 'x'; }},
        {"empty", [](std::string& b) { b.clear(); }},
    };
    const Files good = plainFiles();
    ASSERT_EQ(good.at("parameters/net.params").size(), 94U);
    for (const BadParams& bad : cases) {
        Files files = good;
        bad.damage(files["parameters/net.params"]);
        EXPECT_THAT(refusalOf(files), HasSubstr("parameters/net.params: ")) << bad.what;
    }
    for (std::size_t size = 0; size < 94; ++size) {
        Files files = good;
        files["parameters/net.params"].resize(size);
        EXPECT_FALSE(readArchiveBytes(test::packTar(files), "x.tar").ok()) << size;
    }
}

TEST(HostileArchive, ParametersThatAreThereTwiceAreRefused) {
    Files files = plainFiles();
    const Parameter one{"p0", DType::int8, {1}, "x"};
    files["parameters/net.params"] = test::packParams({one, one});
    EXPECT_THAT(refusalOf(files), HasSubstr("\"p0\" twice"));
}

}  // namespace
}  // namespace pinfold
