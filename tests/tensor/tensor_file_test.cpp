#include "tensor/tensor_file.h"

#include "base/text.h"

#include "base/file.h"
#include "base/hash.h"
#include "support/cancelling.h"
#include "support/shared_files.h"
#include "tensor/zip_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <fstream>

namespace pinfold::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

template <typename T>
std::string bytesOfAll(const std::vector<T>& values) {
    return std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

// The sentence about a tensor file that must be refused.
std::string refusal(const std::string& bytes, const fs::path& path = "x.npz") {
    const auto arrays = parseTensorFile(bytes, path);
    if (arrays.ok()) return "it was accepted";
    EXPECT_EQ(arrays.error().kind, ErrorKind::badInput);
    return arrays.error().message;
}

std::string refusalOfNpy(const std::string& header, const std::string& elements) {
    return refusal(zipOf({{"in_x.npy", npyOf(header, elements)}}));
}

const std::string fourBytes = "abcd";
const std::string goodNpy = npyOf(npyHeader("'|i1'", "(4,)"), fourBytes);

bool numpyIsHere() {
    static const bool here = std::system("/usr/bin/python3 -c 'import numpy' >/dev/null 2>&1") == 0;
    return here;
}

// What a Python program prints.
std::string python(const std::string& program, const fs::path& folder) {
    const fs::path script = folder / "program.py", output = folder / "output.txt";
    std::ofstream(script) << "import numpy, hashlib, sys\n" << program;
    const std::string command =
        fmt::format("cd '{}' && /usr/bin/python3 program.py >'{}'", folder.string(), output.string());
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::ifstream file(output);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

TEST(Npz, ReadsTheBundledSample) {
    const auto arrays = readTensorFile(sample("digits_int8_io.npz"));
    ASSERT_TRUE(arrays.ok()) << arrays.error().message;
    ASSERT_EQ(arrays->size(), 3U);
    const Array& image = (*arrays)[0];
    EXPECT_EQ(image.name, "in_image");
    EXPECT_EQ(image.dtype, DType::float32);
    EXPECT_EQ(image.shape, (Shape{397, 1, 1, 8, 8}));
    EXPECT_EQ(image.bytes.size(), 397U * 64 * 4);
    EXPECT_EQ((*arrays)[2].name, "labels");
    EXPECT_EQ((*arrays)[2].dtype, DType::int64);
}

TEST(Npz, ReadsWhatNumpyReads) {
    if (!numpyIsHere()) GTEST_SKIP() << "/usr/bin/python3 has no numpy";
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    const std::vector<fs::path> files = modelFiles("_io.npz");
    EXPECT_GE(files.size(), sharedFolder().empty() ? 6U : 11U);
    for (const fs::path& file : files) {
        const auto arrays = readTensorFile(file);
        ASSERT_TRUE(arrays.ok()) << arrays.error().message;
        std::string ours;
        for (const Array& array : *arrays) {
            ours += fmt::format("{} {} {} {}\n", array.name, nameOf(array.dtype), toString(array.shape),
                                sha256Hex(array.bytes));
        }
        const auto theirs = python(fmt::format("for name, a in numpy.load('{}').items():\n"
                                               "    print(name, a.dtype, '×'.join(map(str, a.shape)), "
                                               "hashlib.sha256(a.tobytes()).hexdigest())\n",
                                               file.string()),
                                   folder->path());
        EXPECT_EQ(ours, theirs) << file;
    }
}

TEST(Npz, NumpyReadsWhatItWrites) {
    if (!numpyIsHere()) GTEST_SKIP() << "/usr/bin/python3 has no numpy";
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    std::vector<Array> arrays = {{"out_0", DType::float32, {2, 3}, bytesOfAll<float>({0, 1, 2, 3, 4, 5}), false},
                                 {"op_1_0", DType::int8, {2}, "\x01\xff", false},
                                 {"scalar", DType::float64, {}, bytesOfAll<double>({2.5}), false},
                                 {"flags", DType::boolean, {1, 2}, std::string("\x01\x00", 2), false},
                                 {"empty", DType::uint64, {0, 7}, "", false}};
    ASSERT_TRUE(writeNpz(folder->path() / "y.npz", arrays).ok());
    EXPECT_EQ(python("for name, a in numpy.load('y.npz').items():\n"
                     "    print(name, a.dtype, a.shape, a.tolist())\n",
                     folder->path()),
              "out_0 float32 (2, 3) [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]\n"
              "op_1_0 int8 (2,) [1, -1]\n"
              "scalar float64 () 2.5\n"
              "flags bool (1, 2) [[True, False]]\n"
              "empty uint64 (0, 7) []\n");
}

TEST(Npz, ReadsDeflatedFortranAndEveryTypeOfNumpy) {
    if (!numpyIsHere()) GTEST_SKIP() << "/usr/bin/python3 has no numpy";
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    python(
        "a = numpy.arange(24).reshape(2, 3, 4)\n"
        "types = ['i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'f4', 'f8']\n"
        "numpy.savez_compressed('x.npz', bool=a > 11, **{t: numpy.asfortranarray(a.astype(t)) for t in types})\n",
        folder->path());
    const auto arrays = readTensorFile(folder->path() / "x.npz");
    ASSERT_TRUE(arrays.ok()) << arrays.error().message;
    ASSERT_EQ(arrays->size(), 11U);
    for (const Array& array : *arrays) {
        EXPECT_EQ(array.shape, (Shape{2, 3, 4}));
        if (array.name == "f4") {
            std::vector<float> expected;
            for (int i = 0; i < 24; ++i) expected.push_back(static_cast<float>(i));
            EXPECT_EQ(array.bytes, bytesOfAll(expected));
        }
        if (array.name == "u1") {
            for (int i = 0; i < 24; ++i) EXPECT_EQ(array.bytes[static_cast<std::size_t>(i)], i);
        }
    }
}

TEST(Npz, WritesTheSameBytesTwiceAndReadsThemBack) {
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    const std::vector<Array> arrays = {{"out_0", DType::int16, {1, 2}, "abcd", false}};
    ASSERT_TRUE(writeNpz(folder->path() / "a.npz", arrays).ok());
    ::setenv("TZ", "Asia/Kolkata", 1);
    ASSERT_TRUE(writeNpz(folder->path() / "b.npz", arrays).ok());
    ::unsetenv("TZ");
    const auto a = readFile(folder->path() / "a.npz", 10000), b = readFile(folder->path() / "b.npz", 10000);
    ASSERT_TRUE(a.ok() && b.ok());
    EXPECT_EQ(*a, *b);
    const auto back = readTensorFile(folder->path() / "a.npz");
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(back->front().name, "out_0");
    EXPECT_EQ(back->front().shape, (Shape{1, 2}));
    EXPECT_EQ(back->front().bytes, "abcd");
}

TEST(Npz, RefusesWhatIsNoZip) {
    EXPECT_THAT(refusal("\x1f\x8b not a zip"), HasSubstr("x.npz: is no .npz file"));
    EXPECT_THAT(refusal(""), HasSubstr("is no .npz file"));
    EXPECT_THAT(refusal(goodNpy), HasSubstr("is no .npz file"));
    EXPECT_THAT(refusal(zipOf({})), HasSubstr("holds no arrays"));
}

TEST(Npz, RefusesEveryTruncation) {
    const std::string whole = zipOf({{"in_x.npy", goodNpy}, {"out_0.npy", goodNpy}});
    ASSERT_TRUE(parseTensorFile(whole, "x.npz").ok());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(parseTensorFile(std::string_view(whole).substr(0, size), "x.npz").ok()) << size;
    }
}

TEST(Npz, RefusesMembersThatClaimTooMuch) {
    EXPECT_THAT(refusal(zipOf({{"in_x.npy", goodNpy, 0xfffffff0U, {}}})), HasSubstr("which is the limit"));
    EXPECT_THAT(refusal(zipOf({{"in_x.npy", goodNpy, 1000000U, {}}})), HasSubstr("in_x"));
}

TEST(Npz, RefusesAWrongChecksum) {
    EXPECT_THAT(refusal(zipOf({{"in_x.npy", goodNpy, {}, 1}})), HasSubstr("array \"in_x\": cannot be unpacked"));
}

TEST(Npz, RefusesNamesThatLeaveTheArchiveOrDisturbATerminal) {
    EXPECT_THAT(refusal(zipOf({{"../in_x.npy", goodNpy}})), HasSubstr("leads out of the archive"));
    EXPECT_THAT(refusal(zipOf({{"a/../../in_x.npy", goodNpy}})), HasSubstr("leads out of the archive"));
    EXPECT_THAT(refusal(zipOf({{"/in_x.npy", goodNpy}})), HasSubstr("leads out of the archive"));
    EXPECT_THAT(refusal(zipOf({{"in_\x1b[2J.npy", goodNpy}})), HasSubstr("control characters"));
}

TEST(Npz, RefusesLinksAndDuplicates) {
    EXPECT_THAT(refusal(zipOf({{"in_x.npy", "/etc/passwd", {}, {}, 0120777}})), HasSubstr("no regular file"));
    EXPECT_THAT(refusal(zipOf({{"in_x.npy", goodNpy}, {"in_x.npy", goodNpy}})), HasSubstr("\"in_x\" is there twice"));
}

TEST(Npz, SkipsMembersThatAreNoArrays) {
    const auto arrays =
        parseTensorFile(zipOf({{"README.txt", "hello"}, {"folder/", ""}, {"in_x.npy", goodNpy}}), "x.npz");
    ASSERT_TRUE(arrays.ok()) << arrays.error().message;
    EXPECT_EQ(arrays->size(), 1U);
}

TEST(Npz, RefusesAFileOfTenGigabytesWithoutReadingIt) {
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    const fs::path path = folder->path() / "x.npz";
    std::ofstream(path) << "PK";
    std::error_code error;
    fs::resize_file(path, std::uintmax_t{10} << 30, error);
    if (error) GTEST_SKIP() << "no sparse files here";
    const auto arrays = readTensorFile(path);
    ASSERT_FALSE(arrays.ok());
    EXPECT_THAT(arrays.error().message, HasSubstr("at most"));
}

TEST(Npy, KnowsAllThreeVersionsAndPythonsFormsOfATuple) {
    for (const int version : {1, 2, 3}) {
        const auto arrays = parseTensorFile(npyOf(npyHeader("'<i2'", "(1L, 2L)"), fourBytes, version), "x.npy");
        ASSERT_TRUE(arrays.ok()) << arrays.error().message;
        EXPECT_EQ(arrays->front().shape, (Shape{1, 2}));
        EXPECT_EQ(arrays->front().dtype, DType::int16);
        EXPECT_EQ(arrays->front().name, "");
    }
    const auto scalar =
        parseTensorFile(npyOf("{\"shape\":(),\"fortran_order\":False,\"descr\":\"<f4\"}", fourBytes), "x.npy");
    ASSERT_TRUE(scalar.ok()) << scalar.error().message;
    EXPECT_EQ(scalar->front().shape, Shape{});
}

TEST(Npy, RefusesOtherVersionsAndHeadersThatLie) {
    EXPECT_THAT(refusal(npyOf(npyHeader("'|i1'", "(4,)"), fourBytes, 4), "x.npy"), HasSubstr("version 4"));
    EXPECT_THAT(refusalOfNpy(npyHeader("'|i1'", "(5,)"), fourBytes), HasSubstr("5 bytes, but 4 bytes are there"));
    EXPECT_THAT(refusalOfNpy(npyHeader("'|i1'", "(3,)"), fourBytes), HasSubstr("array \"in_x\""));
    EXPECT_THAT(refusal("\x93NUMPY\x02", "x.npy"), HasSubstr("breaks off"));
    std::string huge = npyOf(npyHeader("'|i1'", "(4,)"), fourBytes, 2);
    std::memset(huge.data() + 8, 0x7f, 4);
    EXPECT_THAT(refusal(huge, "x.npy"), HasSubstr("header claims"));
}

TEST(Npy, RefusesImpossibleShapes) {
    EXPECT_THAT(refusalOfNpy(npyHeader("'|i1'", "(-4,)"), fourBytes), HasSubstr("impossible"));
    EXPECT_THAT(refusalOfNpy(npyHeader("'|i1'", "(4294967296, 4294967296)"), fourBytes), HasSubstr("impossible"));
    EXPECT_THAT(refusalOfNpy(npyHeader("'<i8'", "(2305843009213693952,)"), fourBytes), HasSubstr("impossible"));
    EXPECT_THAT(refusalOfNpy(npyHeader("'|i1'", "(99999999999999999999,)"), fourBytes), HasSubstr("shape is no tuple"));
    std::string many = "(";
    for (int i = 0; i < 33; ++i) many += "1,";
    EXPECT_THAT(refusalOfNpy(npyHeader("'|i1'", many + ")"), fourBytes), HasSubstr("at most 32"));
}

TEST(Npy, RefusesElementsThatNoModelTakes) {
    EXPECT_THAT(refusalOfNpy(npyHeader("'|O'", "(4,)"), fourBytes), HasSubstr("elements of type \"|O\""));
    EXPECT_THAT(refusalOfNpy(npyHeader("'<f2'", "(2,)"), fourBytes), HasSubstr("\"<f2\""));
    EXPECT_THAT(refusalOfNpy(npyHeader("'<U1'", "(1,)"), fourBytes), HasSubstr("\"<U1\""));
    EXPECT_THAT(refusalOfNpy(npyHeader("[('a', '<i2'), ('b', '<i2')]", "(1,)"), fourBytes), HasSubstr("structured"));
    EXPECT_THAT(refusalOfNpy(npyHeader("'>i2'", "(2,)"), fourBytes), HasSubstr("big-endian"));
    EXPECT_THAT(refusalOfNpy(npyHeader("'|b1'", "(4,)"), fourBytes), HasSubstr("other than 0 and 1"));
    EXPECT_TRUE(parseTensorFile(npyOf(npyHeader("'>u1'", "(4,)"), fourBytes), "x.npy").ok());
}

TEST(Npy, RefusesMalformedHeaders) {
    for (const std::string header :
         {"", "{", "{}", "[]", "{'descr'", "{'descr': '|i1'", "{'descr': '|i1, }",
          "{'descr': '|i1', 'descr': '|i1', 'fortran_order': False, 'shape': (4,)}",
          "{'descr': '|i1', 'fortran_order': 0, 'shape': (4,)}", "{'descr': '|i1', 'fortran_order': False}",
          "{'descr': '|i1', 'fortran_order': False, 'shape': (4}",
          "{'descr': '|i1', 'fortran_order': False, 'shape': 4}",
          "{'descr': '|i1', 'fortran_order': False, 'shape': (4,)} + 1", "{'descr': '|i1' 'fortran_order': False}",
          "{'descr': '|i1', 'fortran_order': False, 'shape': (4,), 'more': 1}"}) {
        EXPECT_FALSE(parseTensorFile(npyOf(header, fourBytes), "x.npy").ok()) << header;
    }
}

TEST(Npy, TurnsFortranOrderIntoCOrder) {
    // Columns first: the matrix 1 2 3 / 4 5 6.
    const auto arrays = parseTensorFile(npyOf(npyHeader("'|i1'", "(2, 3)", "True"), "\1\4\2\5\3\6"), "x.npy");
    ASSERT_TRUE(arrays.ok()) << arrays.error().message;
    EXPECT_EQ(arrays->front().bytes, "\1\2\3\4\5\6");
}

TEST(Csv, KeepsIntegersExactAndSkipsHeadersCommentsAndEmptyLines) {
    const auto arrays =
        parseTensorFile("\xEF\xBB\xBF# made by hand\na, b\r\n9007199254740993, -1\r\n\n+3,4\n", "x.csv");
    ASSERT_TRUE(arrays.ok()) << arrays.error().message;
    const Array& array = arrays->front();
    EXPECT_TRUE(array.fromText);
    EXPECT_EQ(array.dtype, DType::int64);
    EXPECT_EQ(array.shape, (Shape{2, 2}));
    EXPECT_EQ(array.bytes, bytesOfAll<std::int64_t>({9007199254740993, -1, 3, 4}));
}

TEST(Csv, TakesTheTypeThatHoldsAllNumbers) {
    EXPECT_EQ(parseTensorFile("18446744073709551615\n", "x.csv")->front().dtype, DType::uint64);
    EXPECT_EQ(parseTensorFile("18446744073709551615,-1\n", "x.csv")->front().dtype, DType::float64);
    EXPECT_EQ(parseTensorFile("1,2.5e-1\n", "x.csv")->front().bytes, bytesOfAll<double>({1, 0.25}));
}

TEST(Csv, NamesTheLineOfWhatIsNoNumber) {
    EXPECT_THAT(refusal("1,2\n3,four\n", "x.csv"), HasSubstr("line 2: \"four\" is no number"));
    EXPECT_THAT(refusal("1,2\n3,\n", "x.csv"), HasSubstr("line 2: \"\" is no number"));
    EXPECT_THAT(refusal("1,x\n", "x.csv"), HasSubstr("line 1"));
    EXPECT_THAT(refusal("1,2\n3\n", "x.csv"), HasSubstr("line 2 has 1 numbers, and the lines before have 2"));
    EXPECT_THAT(refusal("a,b\n", "x.csv"), HasSubstr("holds no numbers"));
    EXPECT_THAT(refusal("", "x.csv"), HasSubstr("holds no numbers"));
}

TEST(TensorFile, IsKnownByItsEnding) {
    EXPECT_THAT(refusal("1,2\n", "x.txt"), HasSubstr("must end in .npz, .npy or .csv"));
    EXPECT_FALSE(readTensorFile("/nowhere/x.npz").ok());
}

TEST(FileKey, ReplacesWhatNoFileNameCanHold) {
    EXPECT_EQ(fileKey("serving/x:0"), "serving_x_0");
    EXPECT_EQ(fileKey("a\\b*c?d\"e<f>g|h\ni"), "a_b_c_d_e_f_g_h_i");
    EXPECT_EQ(fileKey("input_1"), "input_1");
}

// At every moment, and it asks for it at least once a mebibyte or every thousand numbers.
TEST(TensorFile, ReadingEndsWhereItIsCancelled) {
    constexpr std::size_t numbers = 100'000, bytes = std::size_t{4} << 20;
    std::string lines, oneLine = "0";
    for (std::size_t i = 0; i < numbers; ++i) lines += "1,2\n";
    for (std::size_t i = 1; i < numbers; ++i) oneLine += ",1.5";
    const std::string elements(bytes, '\1');
    const std::string shape = fmt::format("({}, 2)", bytes / 2);
    const std::string plain = npyOf(npyHeader("'|i1'", shape), elements);
    struct Case {
        std::string bytes;
        fs::path path;
        std::int64_t minAsked;
    };
    for (const Case& file :
         {Case{lines, "lines.csv", 2 * numbers}, Case{oneLine, "line.csv", 2 * numbers / 1'024},
          Case{plain, "plain.npy", 4}, Case{npyOf(npyHeader("'|i1'", shape, "True"), elements), "fortran.npy", 4},
          Case{npyOf(npyHeader("'|b1'", shape), elements), "boolean.npy", 8},
          Case{zipOf({{"in_x.npy", plain}}), "x.npz", 8}}) {
        SCOPED_TRACE(file.path.string());
        const std::int64_t asked = test::timesAsked(
            [&](const CancelToken& cancel) { EXPECT_TRUE(parseTensorFile(file.bytes, file.path, cancel).ok()); });
        EXPECT_GE(asked, file.minAsked);
        test::cancelAtMoments(asked, 2, [&](const CancelToken& cancel) {
            EXPECT_FALSE(parseTensorFile(file.bytes, file.path, cancel).ok());
        });
    }
}

}  // namespace
}  // namespace pinfold::test
