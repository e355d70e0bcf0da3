// Random index expressions and guards: what the intervals say must hold whatever runs.
#include "base/file.h"
#include "kernel/kernel_text.h"
#include "kernel/recorded_run.h"

#include <fmt/format.h>

#include <random>
#include <string>

namespace pinfold {
namespace {

class Generator {
public:
    explicit Generator(unsigned seed) : random_(seed) {}

    std::string kernel(int number) {
        std::string text = test::kernelText(2, loops());
        text.replace(text.find(" k("), 3, fmt::format(" k{}(", number));
        return text;
    }

private:
    int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

    std::string loops() {
        std::string text;
        names_ = {"i", "j", "l"};
        text += fmt::format("  for (int32_t i = {}; i < {}; ++i) {{\n", below(3) - 1, 3 + below(9));
        text += fmt::format("  for (int32_t j = 0; j < {}; j += {}) {{\n", 1 + below(9), 1 + below(3));
        text += fmt::format("  for (int32_t l = {}; l >= {}; --l) {{\n", 4 + below(5), below(4));
        for (int i = 0; i < 3; ++i) {
            const std::string name = fmt::format("x{}", i);
            text += fmt::format("  int32_t {} = {};\n", name, number(2));
            names_.push_back(name);
        }
        const std::string guard = condition(2);
        text +=
            fmt::format("  int32_t y; if ({}) {{ y = {}; }} else {{ y = {}; }}\n", condition(1), number(1), number(1));
        names_.push_back("y");
        text += fmt::format("  ((int8_t*)a1)[0] = (({}) ? ((int8_t*)a0)[{}] : (int8_t)0);\n", guard, related());
        return text + "  } } }";
    }

    std::string leaf() {
        if (below(4) == 0) return fmt::format("{}", 1 + below(9));
        return names_[static_cast<std::size_t>(below(static_cast<int>(names_.size())))];
    }

    std::string number(int depth) {
        if (depth == 0) return leaf();
        const std::string a = number(depth - 1);
        switch (below(12)) {
            case 0:
            case 1: return fmt::format("({} + {})", a, number(depth - 1));
            case 2:
            case 3: return fmt::format("({} - {})", a, number(depth - 1));
            case 4:
            case 5: return fmt::format("({} * {})", a, 1 + below(9));
            case 6: return fmt::format("({} / {})", a, 1 + below(7));
            case 7: return fmt::format("({} % {})", a, 1 + below(7));
            case 8: return fmt::format("({} >> {})", a, below(4));
            case 9: return fmt::format("({} & {})", a, below(16));
            case 10: return fmt::format("(({}) < ({}) ? ({}) : ({}))", a, leaf(), a, leaf());
            default: return fmt::format("(({})({}))", below(2) ? "int8_t" : "uint16_t", a);
        }
    }

    std::string condition(int depth) {
        if (depth > 0) {
            const std::string a = condition(depth - 1);
            const std::string b = condition(depth - 1);
            switch (below(4)) {
                case 0:
                case 1: return fmt::format("({} && {})", a, b);
                case 2: return fmt::format("({} || {})", a, b);
                default: return fmt::format("!({} && {})", a, b);
            }
        }
        static constexpr const char* comparisons[] = {"<", "<=", ">", ">=", "==", "!="};
        guarded_ = number(1);
        return fmt::format("({} {} {})", guarded_, comparisons[below(6)], below(20) - 5);
    }

    // An index that has something to do with the guard.
    std::string related() {
        return fmt::format("((({} * {}) + {}) - {})", guarded_, 1 + below(4), number(2), below(30));
    }

    std::mt19937 random_;
    std::vector<std::string> names_;
    std::string guarded_;
};

TEST(KernelRandom, NoAccessIsOutsideOfItsInterval) {
    constexpr int count = 150;
    Generator generator(2024);
    std::string text;
    for (int i = 0; i < count; ++i) text += generator.kernel(i);
    const auto kernels = readKernels(text, "random.c");
    ASSERT_TRUE(kernels.ok()) << kernels.error().message;
    ASSERT_EQ(kernels->size(), static_cast<std::size_t>(count));
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    test::RecordedSource recorded(text, folder->path());
    ASSERT_TRUE(recorded.ok());
    int known = 0, exact = 0;
    for (const Kernel& kernel : *kernels) {
        SCOPED_TRACE(kernel.name);
        ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
        const auto run = recorded.run(kernel.name, 2);
        ASSERT_TRUE(run);
        const BufferUse& said = kernel.arguments[0];
        const test::RecordedUse& seen = run->arguments[0];
        EXPECT_GE(said.reads, seen.reads);
        EXPECT_EQ(kernel.arguments[1].writes, run->arguments[1].writes);
        if (!said.boundsKnown) continue;
        ++known;
        if (seen.reads == 0) continue;
        EXPECT_LE(said.lowestByte, seen.lowestByte);
        EXPECT_GE(said.endByte, seen.endByte);
        if (said.lowestByte == seen.lowestByte && said.endByte == seen.endByte) ++exact;
    }
    // Intervals that say nothing would hold as well.
    EXPECT_GT(known, count * 8 / 10);
    EXPECT_GT(exact, count / 10);
    RecordProperty("known", known);
    RecordProperty("exact", exact);
}

}  // namespace
}  // namespace pinfold
