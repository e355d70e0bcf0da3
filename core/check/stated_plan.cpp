#include "check/stated_plan.h"

#include "base/json.h"

#include <bit>
#include <functional>
#include <initializer_list>
#include <set>

namespace pinfold {
namespace {

constexpr std::int64_t maxBytes = std::int64_t{1} << 48;
constexpr std::int64_t maxTicks = INT32_MAX;
constexpr std::size_t maxPools = 1'000;        // far more than boards have regions
constexpr std::size_t maxEntries = 1'000'000;  // of a list

// Takes the value if there is one; else the error becomes a finding, and what is in `place` stays.
template <typename T, typename U>
void take(Findings& findings, Result<T> value, U& place) {
    if (value.ok()) {
        place = *std::move(value);
    } else {
        findings.add("format", "{}", value.error().message);
    }
}

// One of a few words.
void takeWord(Findings& findings, const JsonView& root, std::string_view key,
              std::initializer_list<std::string_view> words, std::string& place) {
    place = *words.begin();
    std::string word;
    take(findings, root.string(key), word);
    for (const std::string_view known : words) {
        if (word == known) place = word;
    }
    if (place != word) findings.add("format", "{}: is {}, which has no meaning here.", root.where(key), inQuotes(word));
}

// A list of entries; those that cannot be read are findings.
template <typename T>
void takeList(Findings& findings, const JsonView& root, std::string_view key, Result<T> (*read)(const JsonView&),
              std::vector<T>& place) {
    if (root.has(key) && root.raw()[std::string(key)].size() > maxEntries) {
        findings.add("format", "{}: has more than {} entries.", root.where(key), maxEntries);
        return;
    }
    const auto elements = root.elements(key);
    if (!elements.ok()) {
        findings.add("format", "{}", elements.error().message);
        return;
    }
    for (const JsonView& element : *elements) {
        auto entry = read(element);
        if (findings.cancel().cancelled()) return;
        if (entry.ok()) {
            place.push_back(*std::move(entry));
        } else {
            findings.add("format", "{}", entry.error().message);
        }
    }
}

template <typename T>
void takeListIfThere(Findings& findings, const JsonView& root, std::string_view key, Result<T> (*read)(const JsonView&),
                     std::vector<T>& place) {
    if (root.has(key)) takeList(findings, root, key, read, place);
}

Result<std::optional<std::int64_t>> readOptional(const JsonView& json, std::string_view key, std::int64_t most) {
    if (!json.has(key)) return std::optional<std::int64_t>();
    PINFOLD_TRY(const std::int64_t number, json.integer(key, 0, most));
    return std::optional<std::int64_t>(number);
}

Result<std::string> readText(const JsonView& json) { return json.string(); }

Result<StatedArchive> readStatedArchive(const JsonView& json) {
    StatedArchive archive;
    PINFOLD_TRY(archive.name, json.string("name"));
    PINFOLD_TRY(archive.sha256, json.string("sha256"));
    return archive;
}

Result<StatedOperator> readStatedOperator(const JsonView& json) {
    StatedOperator op;
    PINFOLD_TRY(op.index, json.integer("index", 0, maxTicks));
    PINFOLD_TRY(op.model, json.string("model"));
    PINFOLD_TRY(op.name, json.string("name"));
    PINFOLD_TRY(op.kernel, json.string("kernel"));
    PINFOLD_TRY(op.firstTick, json.integer("first_tick", 0, maxTicks));
    PINFOLD_TRY(op.endTick, json.integer("end_tick", 0, maxTicks));
    PINFOLD_TRY(op.stackBytes, json.integer("stack_bytes", 0, maxBytes));
    return op;
}

Result<StatedPool> readStatedPool(const JsonView& json) {
    StatedPool pool;
    PINFOLD_TRY(pool.id, json.integer("id", 0, maxTicks));
    PINFOLD_TRY(pool.region, json.string("region"));
    if (json.has("models")) {
        PINFOLD_TRY(const auto models, json.elements("models"));
        pool.models.emplace();
        for (const JsonView& model : models) {
            PINFOLD_TRY(pool.models->emplace_back(), model.string());
        }
    }
    PINFOLD_TRY(pool.address, json.integer("address", 0, maxBytes));
    PINFOLD_TRY(pool.capacity, json.integer("capacity", 0, maxBytes));
    PINFOLD_TRY(pool.bytes, json.integer("bytes", 0, maxBytes));
    PINFOLD_TRY(pool.lowerBound, json.integer("lower_bound", 0, maxBytes));
    PINFOLD_TRY(const std::int64_t guard, json.integer("guard", 0, maxBytes));
    PINFOLD_TRY(const auto before, readOptional(json, "guard_before", guard));
    pool.guardBefore = before.value_or(0);
    pool.guardAfter = guard - pool.guardBefore;
    return pool;
}

Result<StatedBuffer> readStatedBuffer(const JsonView& json) {
    StatedBuffer buffer;
    PINFOLD_TRY(buffer.id, json.integer("id", 0, maxTicks));
    PINFOLD_TRY(buffer.model, json.string("model"));
    PINFOLD_TRY(buffer.name, json.string("name"));
    PINFOLD_TRY(buffer.kind, json.string("kind"));
    PINFOLD_TRY(buffer.op, readOptional(json, "operator", maxTicks));
    PINFOLD_TRY(buffer.bytes, json.integer("bytes", 0, maxBytes));
    PINFOLD_TRY(buffer.firstTick, json.integer("first_tick", 0, maxTicks));
    PINFOLD_TRY(buffer.endTick, json.integer("end_tick", 0, maxTicks));
    PINFOLD_TRY(buffer.pool, json.integer("pool", 0, maxTicks));
    PINFOLD_TRY(buffer.offset, json.integer("offset", 0, maxBytes));
    PINFOLD_TRY(buffer.pinned, json.boolean("pinned"));
    PINFOLD_TRY(buffer.reads, readOptional(json, "reads", INT64_MAX));
    PINFOLD_TRY(buffer.writes, readOptional(json, "writes", INT64_MAX));
    return buffer;
}

Result<StatedAlias> readStatedAlias(const JsonView& json) {
    StatedAlias alias;
    PINFOLD_TRY(alias.model, json.string("model"));
    PINFOLD_TRY(alias.name, json.string("name"));
    PINFOLD_TRY(alias.of, json.string("of"));
    return alias;
}

Result<StatedConstant> readStatedConstant(const JsonView& json) {
    StatedConstant constant;
    PINFOLD_TRY(constant.model, json.string("model"));
    PINFOLD_TRY(constant.name, json.string("name"));
    PINFOLD_TRY(constant.bytes, json.integer("bytes", 0, maxBytes));
    PINFOLD_TRY(constant.region, json.string("region"));
    PINFOLD_TRY(constant.pool, readOptional(json, "pool", maxTicks));
    if (json.has("offset")) {
        PINFOLD_TRY(constant.offset, json.integer("offset", 0, maxBytes));
    }
    if (json.has("pinned")) {
        PINFOLD_TRY(constant.pinned, json.boolean("pinned"));
    }
    return constant;
}

Result<StatedRange> readStatedRange(const JsonView& json) {
    StatedRange range;
    PINFOLD_TRY(range.region, json.string("region"));
    PINFOLD_TRY(range.address, json.integer("address", 0, maxBytes));
    PINFOLD_TRY(range.bytes, json.integer("bytes", 0, maxBytes));
    return range;
}

Result<StatedProposal> readStatedProposal(const JsonView& json) {
    StatedProposal proposal;
    PINFOLD_TRY(proposal.model, json.string("model"));
    PINFOLD_TRY(proposal.constant, json.string("constant"));
    PINFOLD_TRY(proposal.region, json.string("region"));
    PINFOLD_TRY(proposal.savedCycles, json.number("saved_cycles"));
    return proposal;
}

Result<void> requirePlan(const JsonView& root) {
    PINFOLD_TRY(const std::string format, root.string("format"));
    if (format != "pinfold-plan") {
        return badInput("{}: is {}, not \"pinfold-plan\".", root.where("format"), inQuotes(format));
    }
    PINFOLD_TRY(const std::int64_t version, root.integer("version", 0, INT32_MAX));
    if (version == 1) return {};
    return badInput("{}: is {}; this program checks version 1.", root.where("version"), version);
}

void readOptions(const JsonView& root, StatedPlan& stated, Findings& findings) {
    take(findings, root.integer("alignment", 8, 4096), stated.alignment);
    if (!std::has_single_bit(static_cast<std::uint64_t>(stated.alignment))) {
        findings.add("format", "{}: must be a power of two, and is {}.", root.where("alignment"), stated.alignment);
        stated.alignment = 8;
    }
    takeWord(findings, root, "lifetimes", {"statement", "operator", "none"}, stated.lifetimes);
    takeWord(findings, root, "order", {"archive", "best"}, stated.order);
    takeWord(findings, root, "objective", {"cost", "size"}, stated.objective);
    std::string status;
    takeWord(findings, root, "status", {"optimal", "feasible"}, status);
    stated.optimal = status == "optimal";
    bool orderProven = false;
    for (const auto& [key, place] :
         {std::pair{"keep_inputs", &stated.keepInputs}, std::pair{"concurrent", &stated.concurrent},
          std::pair{"order_proven", &orderProven}}) {
        if (root.has(key)) take(findings, root.boolean(key), *place);
    }
    for (const auto& [key, place] :
         {std::pair{"cost", &stated.cost}, std::pair{"cost_lower_bound", &stated.costLowerBound}}) {
        if (root.has(key)) take(findings, root.number(key), *place);
    }
    if (root.has("stack_bytes")) take(findings, root.integer("stack_bytes", 1, maxBytes), stated.stackBytes);
}

void keepUniquePools(std::vector<StatedPool>& pools, Findings& findings) {
    std::set<std::int64_t> ids;
    std::vector<StatedPool> unique;
    for (StatedPool& pool : pools) {
        if (!ids.insert(pool.id).second) {
            findings.add("pool", "There are two pools with the id {}.", pool.id);
        } else if (unique.size() < maxPools) {
            unique.push_back(std::move(pool));
        }
    }
    if (ids.size() > maxPools) findings.add("pool", "There are {} pools, more than any board needs.", ids.size());
    pools = std::move(unique);
}

}  // namespace

std::string inQuotes(std::string_view name) {
    constexpr std::size_t longest = 120;
    if (name.size() <= longest) return fmt::format("\"{}\"", name);
    std::size_t cut = longest;
    while (cut > 0 && (static_cast<unsigned char>(name[cut]) & 0xC0) == 0x80) --cut;  // not inside a UTF-8 character
    return fmt::format("\"{}…\"", name.substr(0, cut));
}

Result<StatedPlan> readStatedPlan(std::string_view json, std::string_view file, Findings& findings) {
    PINFOLD_TRY(const nlohmann::json document, parseJson(json, file, findings.cancel()));
    const JsonView root(document, std::string(file), &findings.cancel());
    PINFOLD_CHECK(requirePlan(root));
    StatedPlan stated;
    take(findings, root.string("board"), stated.board);
    take(findings, root.string("board_sha256"), stated.boardSha256);
    takeList(findings, root, "archives", readStatedArchive, stated.archives);
    readOptions(root, stated, findings);
    takeListIfThere(findings, root, "pins", readText, stated.pins);
    takeListIfThere(findings, root, "keep", readText, stated.keep);
    takeListIfThere(findings, root, "reserved", readStatedRange, stated.reserved);
    take(findings, root.integer("ticks", 1, maxTicks), stated.ticks);
    takeList(findings, root, "operators", readStatedOperator, stated.operators);
    takeList(findings, root, "pools", readStatedPool, stated.pools);
    keepUniquePools(stated.pools, findings);
    takeList(findings, root, "buffers", readStatedBuffer, stated.buffers);
    takeList(findings, root, "aliases", readStatedAlias, stated.aliases);
    takeList(findings, root, "constants", readStatedConstant, stated.constants);
    takeListIfThere(findings, root, "proposals", readStatedProposal, stated.proposals);
    return stated;
}

}  // namespace pinfold
