// What a plan.json says, before anybody believes it. Numbers are in the ranges that the comments give; nothing else has
// been looked at.
#pragma once

#include "base/result.h"
#include "check/findings.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

struct StatedArchive {
    std::string name;
    std::string sha256;
};

struct StatedOperator {
    std::string model;
    std::string name;
    std::string kernel;
    std::int64_t index = 0;      // 0 … 2^31 - 1, as all ticks and ids
    std::int64_t firstTick = 0;  // half-open
    std::int64_t endTick = 0;
    std::int64_t stackBytes = 0;  // 0 … 2^48, as all sizes, offsets and addresses
};

struct StatedPool {
    std::int64_t id = 0;
    std::string region;
    std::optional<std::vector<std::string>> models;  // whose buffers are in it; none: not said
    std::int64_t address = 0;                        // of offset 0
    std::int64_t capacity = 0;
    std::int64_t bytes = 0;
    std::int64_t lowerBound = 0;
    std::int64_t guardBefore = 0;
    std::int64_t guardAfter = 0;
};

struct StatedBuffer {
    std::string model;
    std::string name;
    std::string kind;
    std::optional<std::int64_t> op;
    std::int64_t id = 0;
    std::int64_t bytes = 0;
    std::int64_t firstTick = 0;  // half-open
    std::int64_t endTick = 0;
    std::int64_t pool = 0;
    std::int64_t offset = 0;
    bool pinned = false;
    std::optional<std::int64_t> reads, writes;  // 0 … 2^63 - 1
};

struct StatedAlias {
    std::string model;
    std::string name;
    std::string of;
};

struct StatedConstant {
    std::string model;
    std::string name;
    std::int64_t bytes = 0;
    std::string region;
    std::optional<std::int64_t> pool;  // none: it stays in flash
    std::int64_t offset = 0;
    bool pinned = false;
};

struct StatedRange {
    std::string region;
    std::int64_t address = 0;
    std::int64_t bytes = 0;
};

struct StatedProposal {
    std::string model;
    std::string constant;
    std::string region;
    double savedCycles = 0;
};

struct StatedPlan {
    std::string board;
    std::string boardSha256;
    std::vector<StatedArchive> archives;
    std::int64_t alignment = 16;  // a power of two from 8 to 4096
    std::string lifetimes;        // "statement", "operator" or "none"
    std::string order;            // "archive" or "best"
    std::string objective;        // "cost" or "size"
    bool keepInputs = false;
    bool concurrent = false;
    bool optimal = false;
    std::vector<std::string> pins;
    std::vector<std::string> keep;
    std::vector<StatedRange> reserved;
    std::optional<std::int64_t> stackBytes;
    std::optional<double> cost, costLowerBound;
    std::int64_t ticks = 0;
    std::vector<StatedOperator> operators;
    std::vector<StatedPool> pools;  // ids are unique
    std::vector<StatedBuffer> buffers;
    std::vector<StatedAlias> aliases;
    std::vector<StatedConstant> constants;
    std::vector<StatedProposal> proposals;
};

// An error for what is no plan at all. Wrong or missing keys are findings ("format"); the entry of a list that has them
// is left out, elsewhere the default above counts.
Result<StatedPlan> readStatedPlan(std::string_view json, std::string_view file, Findings& findings);

}  // namespace pinfold
