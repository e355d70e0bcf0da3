// Questions for assign(), what any answer must keep, and the true answer of small ones.
#pragma once

#include "assign/assign.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pinfold::test {

struct AssignQuestion {
    std::vector<AssignItem> items;
    std::vector<MemoryRange> ranges;
};

struct SmallQuestionTraits {
    bool fixed = false;   // some items have fixed offsets
    bool reach = false;   // some reach beyond themselves
    bool groups = false;  // two or three groups
};
// At most 8 items and 3 ranges of a few bytes; about every second one is tight or impossible.
AssignQuestion smallQuestion(std::uint64_t seed, const SmallQuestionTraits& traits);

struct NetworkTraits {
    int items = 200;
    int ranges = 4;
    double fast = 0.6;  // capacity of all ranges but the slowest together, in parts of the peak load
    double slow = 2.0;  // of the slowest
    int meanLife = 3;   // ticks; an item begins at each
};
// Like the buffers of a network: short lives and some long ones, costs that rise from range to range.
AssignQuestion networkQuestion(std::uint64_t seed, const NetworkTraits& traits);

// The first promise that the answer breaks, as a sentence; empty if it is sound. Looks at all pairs of items.
std::string brokenPromise(const AssignQuestion& question, const Assignment& answer);

// What counts, in the order of its importance: costs and bytes as assign.h defines them.
std::vector<std::int64_t> scoreOf(const AssignQuestion& question, const Assignment& answer, Objective objective);

// The best score of all assignments and all packings; none if nothing fits. For small questions only.
std::optional<std::vector<std::int64_t>> bestScore(const AssignQuestion& question, Objective objective);

}  // namespace pinfold::test
