#include "base/elf.h"

#include "support/shared_files.h"
#include "support/tar_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace pinfold {
namespace {

const ElfSymbol* symbolNamed(const ElfFile& elf, std::string_view name) {
    const auto found =
        std::find_if(elf.symbols.begin(), elf.symbols.end(), [&](const auto& s) { return s.name == name; });
    return found == elf.symbols.end() ? nullptr : &*found;
}

std::string armObject() {
    const auto files = test::unpackTar(test::modelFile("kws_int8.graph.llvm-m4.tar"));
    return files.at("codegen/host/lib/kws_llvm_m4_lib1.o");
}

int answer() { return 42; }

TEST(Elf, ArmObjectFileHasItsSymbolsAndSections) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.llvm-m4.tar");
    const std::string bytes = armObject();
    const auto elf = readElf(bytes, "lib1.o");
    ASSERT_TRUE(elf.ok()) << elf.error().message;
    EXPECT_FALSE(elf->is64);
    EXPECT_EQ(elf->machine, elfMachineArm);
    EXPECT_EQ(elf->type, 1);
    EXPECT_TRUE(elf->segments.empty());
    const ElfSymbol* kernel = symbolNamed(*elf, "tvmgen_kws_llvm_m4_fused_cast_subtract");
    ASSERT_TRUE(kernel);
    EXPECT_TRUE(kernel->defined);
    EXPECT_EQ(kernel->type, ElfSymbolType::function);
    EXPECT_EQ(kernel->binding, ElfBinding::global);
    EXPECT_EQ(kernel->value, 1U) << "Thumb";
    EXPECT_GT(kernel->size, 0U);
    ASSERT_GE(kernel->section, 0);
    const ElfSection& section = elf->sections[static_cast<std::size_t>(kernel->section)];
    EXPECT_THAT(section.name, testing::StartsWith(".text"));
    EXPECT_EQ(section.flags & 6, 6U) << "allocated and executable";
    EXPECT_GE(section.size, kernel->size);
    EXPECT_EQ(sectionBytes(bytes, section).size(), section.size);
    const ElfSymbol* undefined = symbolNamed(*elf, "TVMBackendAllocWorkspace");
    ASSERT_TRUE(undefined);
    EXPECT_FALSE(undefined->defined);
    EXPECT_EQ(undefined->section, -1);
    const ElfSymbol* weak = symbolNamed(*elf, "__truncsfhf2");
    ASSERT_TRUE(weak);
    EXPECT_EQ(weak->binding, ElfBinding::weak);
}

TEST(Elf, LinkedProgramOf64BitsHasSegments) {
    const std::string bytes = test::readBytes("/proc/self/exe");
    const auto elf = readElf(bytes, "this test");
    ASSERT_TRUE(elf.ok()) << elf.error().message;
    EXPECT_TRUE(elf->is64);
    EXPECT_FALSE(elf->segments.empty());
    for (const ElfSegment& segment : elf->segments) EXPECT_GE(segment.memorySize, segment.fileSize);
    EXPECT_EQ(answer(), 42);
    EXPECT_TRUE(symbolNamed(*elf, "main"));
    const auto noBits =
        std::find_if(elf->sections.begin(), elf->sections.end(), [](const auto& s) { return s.name == ".bss"; });
    ASSERT_NE(noBits, elf->sections.end());
    EXPECT_EQ(noBits->type, 8U);
    EXPECT_TRUE(sectionBytes(bytes, *noBits).empty());
}

TEST(Elf, OtherFilesAreRefused) {
    using namespace std::string_view_literals;
    for (const auto bytes : {""sv,
                             "\x7f"
                             "ELF"sv,
                             "not an ELF file at all"sv,
                             "\x7f"
                             "ELF\1\2\1\0\0\0\0\0"sv}) {
        const auto elf = readElf(bytes, "x.o");
        ASSERT_FALSE(elf.ok());
        EXPECT_THAT(elf.error().message, testing::StartsWith("x.o: "));
    }
    std::string bigEndian = test::readBytes("/proc/self/exe").substr(0, 64);
    bigEndian[5] = 2;
    EXPECT_FALSE(readElf(bigEndian, "x.o").ok());
}

TEST(Elf, TruncatedAndDamagedFilesNeverReadOutside) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.llvm-m4.tar");
    const std::string bytes = armObject();
    for (std::size_t size = 0; size < bytes.size(); size += 997) {
        const std::string part = bytes.substr(0, size);  // a copy of its own, so that a sanitizer sees its end
        (void)readElf(part, "x.o").ok();
    }
    EXPECT_FALSE(readElf(bytes.substr(0, bytes.size() / 2), "x.o").ok());
    const auto whole = readElf(bytes, "x.o");
    ASSERT_TRUE(whole.ok());
    // Each byte of the file header and of the section headers, set to two values.
    std::vector<std::size_t> places;
    for (std::size_t i = 4; i < 52; ++i) places.push_back(i);
    std::uint32_t headers = 0;
    std::copy_n(bytes.begin() + 32, 4, reinterpret_cast<char*>(&headers));
    for (std::size_t i = headers; i < std::min<std::size_t>(bytes.size(), headers + 40 * 60); ++i) places.push_back(i);
    int refused = 0;
    for (const std::size_t place : places) {
        for (const char value : {'\xff', '\x01'}) {
            std::string damaged = bytes;
            damaged[place] = value;
            if (!readElf(damaged, "x.o").ok()) ++refused;
        }
    }
    EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace pinfold
