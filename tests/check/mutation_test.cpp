// Sound plans with one thing changed at random, thousands of times: whether that breaks the plan is decided here, by
// other means than the checker's, and both must agree. A byte-by-byte simulation has the last word on memory.
#include "check/judged.h"
#include "check/simulated_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace pinfold {
namespace {

using test::findingsOf;
using test::planJson;
using Json = nlohmann::json;

std::int64_t roundUp(std::int64_t value, std::int64_t unit) { return (value + unit - 1) / unit * unit; }

// How far kernels of the model touch the memory around each buffer: from the plan that the planner has made, by its
// guards alone, nothing could be told, so this adds it up again.
struct Reach {
    std::int64_t before = 0;  // bytes before the start
    std::int64_t after = 0;   // bytes after the end
};

std::map<std::string, Reach> reachesOf(const Model& model) {
    std::map<std::string, Reach> reaches;
    const auto widen = [&](const std::string& name, std::int64_t bytes, const Kernel& kernel, const BufferUse& use) {
        Reach& reach = reaches[name];
        const std::int64_t unread = std::min<std::int64_t>(bytes, 1024);
        reach.before = std::max(reach.before, kernel.read ? -use.lowestByte : unread);
        reach.after = std::max(reach.after, kernel.read ? use.endByte - bytes : unread);
    };
    for (std::size_t o = 0; o < model.operators.size(); ++o) {
        const Operator& op = model.operators[o];
        const Kernel& kernel = model.kernels[static_cast<std::size_t>(op.kernel)];
        for (std::size_t a = 0; a < kernel.arguments.size(); ++a) {
            const int t = a < op.inputs.size() ? op.inputs[a] : op.outputs[a - op.inputs.size()];
            const Tensor& root = model.tensors[static_cast<std::size_t>(rootOf(model, t))];
            widen(root.name, root.bytes, kernel, kernel.arguments[a]);
        }
        std::map<std::string, int> names;
        for (const KernelWorkspace& workspace : kernel.workspaces) {
            const int n = ++names[workspace.name];
            widen(fmt::format("op{}/{}{}", o, workspace.name, n == 1 ? "" : fmt::format("_{}", n)), workspace.bytes,
                  kernel, workspace.use);
        }
    }
    return reaches;
}

// A sound plan, and what may be changed in it without harm.
class Judge {
public:
    Judge(const Model& model, const Board& board, const Json& sound)
        : model_(model), board_(board), sound_(sound), reaches_(reachesOf(model)) {}

    // Looks at every place, every pair and every total, the slow way.
    [[nodiscard]] bool broken(const Json& j) const {
        return factsChanged(j) || poolBroken(j) || livesBroken(j) || buffersBroken(j) || pairsCollide(j) ||
               totalsBroken(j) || !test::corruptionOf(j, model_).empty();
    }

private:
    // All that is no decision of the planner's.
    [[nodiscard]] bool factsChanged(const Json& j) const {
        Json facts = j, sound = sound_;
        for (Json* plan : {&facts, &sound}) {
            for (const char* key : {"alignment", "stack_bytes", "status", "keep_inputs", "cost", "cost_lower_bound"}) {
                plan->erase(key);
            }
            for (auto& pool : (*plan)["pools"]) pool = pool["region"];
            for (auto& b : (*plan)["buffers"]) {
                for (const char* key : {"id", "first_tick", "end_tick", "offset"}) b.erase(key);
            }
            // The offset of what is in no pool means nothing.
            for (auto& c : (*plan)["constants"]) c.erase("offset");
        }
        if (facts != sound) return true;
        std::map<std::int64_t, int> ids;
        for (const auto& b : j["buffers"]) {
            const auto id = b["id"].get<std::int64_t>();
            if (++ids[id] > 1 || id > INT32_MAX) return true;
        }
        const auto& pool = j["pools"][0];
        return pool["id"] != 0 || (pool.contains("models") && pool["models"] != sound_["pools"][0]["models"]);
    }

    [[nodiscard]] std::int64_t unit(const Json& j) const {
        return std::max(number(j, "alignment"),
                        findRegion(board_, j["pools"][0]["region"].get<std::string>())->alignment);
    }
    static std::int64_t number(const Json& j, const char* key) { return j[key].get<std::int64_t>(); }

    [[nodiscard]] bool poolBroken(const Json& j) const {
        const Json& pool = j["pools"][0];
        const Region& region = *findRegion(board_, pool["region"].get<std::string>());
        const std::int64_t align = number(j, "alignment");
        if (align < 8 || align > 4096 || (align & (align - 1)) != 0) return true;
        if (number(j, "stack_bytes") < 1) return true;
        const std::int64_t stack = roundUp(number(j, "stack_bytes"), 8) + 4096;
        if (stack > findRegion(board_, board_.stackRegion)->bytes) return true;
        const std::int64_t usable = region.bytes - (region.name == board_.stackRegion ? stack : 0);
        const std::int64_t before = number(pool, "guard_before");
        const std::int64_t after = number(pool, "guard") - before;
        const std::int64_t start = number(pool, "address") - before - static_cast<std::int64_t>(region.address);
        const std::int64_t size = before + number(pool, "bytes") + after;
        if (after < 0 || before < 0 || start < 0 || start + size > usable) return true;
        if (number(pool, "capacity") < size || number(pool, "capacity") > usable) return true;
        return number(pool, "address") % unit(j) != 0 || before % unit(j) != 0;
    }

    [[nodiscard]] bool livesBroken(const Json& j) const {
        for (std::size_t b = 0; b < j["buffers"].size(); ++b) {
            const Json& now = j["buffers"][b];
            const Json& then = sound_["buffers"][b];
            if (number(now, "end_tick") > number(j, "ticks") || number(now, "first_tick") < 0) return true;
            const bool covers = number(now, "first_tick") <= number(then, "first_tick") &&
                                number(now, "end_tick") >= number(then, "end_tick");
            if (!covers) return true;
            if (number(now, "first_tick") >= number(now, "end_tick")) return true;
        }
        return j.value("keep_inputs", false) && !inputsStay(j);
    }

    [[nodiscard]] static bool inputsStay(const Json& j) {
        return std::all_of(j["buffers"].begin(), j["buffers"].end(),
                           [&](const Json& b) { return b["kind"] != "input" || b["end_tick"] == j["ticks"]; });
    }

    [[nodiscard]] bool buffersBroken(const Json& j) const {
        const Json& pool = j["pools"][0];
        for (const Json& b : j["buffers"]) {
            const std::int64_t offset = number(b, "offset");
            if (offset % unit(j) != 0 || offset < 0) return true;
            if (offset + roundUp(number(b, "bytes"), unit(j)) > number(pool, "bytes")) return true;
            const auto reach = reaches_.find(b["name"].get<std::string>());
            if (reach == reaches_.end()) continue;
            const std::int64_t after = number(pool, "guard") - number(pool, "guard_before");
            if (offset - reach->second.before < -number(pool, "guard_before")) return true;
            if (offset + number(b, "bytes") + reach->second.after > number(pool, "bytes") + after) return true;
        }
        return false;
    }

    [[nodiscard]] bool pairsCollide(const Json& j) const {
        for (const Json& a : j["buffers"]) {
            for (const Json& b : j["buffers"]) {
                if (a["name"] == b["name"]) continue;
                const bool together =
                    number(a, "first_tick") < number(b, "end_tick") && number(b, "first_tick") < number(a, "end_tick");
                const bool common =
                    std::max(number(a, "offset"), number(b, "offset")) <
                    std::min(number(a, "offset") + number(a, "bytes"), number(b, "offset") + number(b, "bytes"));
                if (together && common) return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool totalsBroken(const Json& j) const {
        const Json& pool = j["pools"][0];
        std::int64_t end = 0, peak = 0;
        for (const Json& b : j["buffers"]) {
            end = std::max(end, number(b, "offset") + roundUp(number(b, "bytes"), unit(j)));
        }
        for (std::int64_t tick = 0; tick < number(j, "ticks"); ++tick) {
            std::int64_t load = 0;
            for (const Json& b : j["buffers"]) {
                if (number(b, "first_tick") <= tick && tick < number(b, "end_tick")) {
                    load += roundUp(number(b, "bytes"), unit(j));
                }
            }
            peak = std::max(peak, load);
        }
        const std::int64_t bound = number(pool, "lower_bound"), bytes = number(pool, "bytes");
        return bytes != end || bound < peak || bound > bytes || (j["status"] == "optimal" && bound != bytes) ||
               costsBroken(j);
    }

    // The cost follows from facts alone, and the planner has it right (sound_ was checked).
    [[nodiscard]] bool costsBroken(const Json& j) const {
        if (!j.contains("cost")) return false;
        const double cost = j["cost"], bound = j["cost_lower_bound"];
        const double honest = sound_["cost"];
        const auto differ = [&](double a, double b) { return std::abs(a - b) > 1e-6 * std::max(1.0, std::abs(a)); };
        if (differ(cost, honest) || (bound > cost && differ(bound, cost))) return true;
        return j["status"] == "optimal" && j["objective"] == "cost" && differ(cost, bound);
    }

    const Model& model_;
    const Board& board_;
    const Json& sound_;
    std::map<std::string, Reach> reaches_;
};

// Every number of a plan, by its address in the document.
void collectNumbers(const Json& value, const Json::json_pointer& here, std::vector<Json::json_pointer>& numbers) {
    if (value.is_number()) numbers.push_back(here);
    if (!value.is_structured()) return;
    for (const auto& [key, member] : value.items()) {
        collectNumbers(member, value.is_array() ? here / std::stoul(key) : here / key, numbers);
    }
}

// Some other number, mostly one that could be meant.
Json otherNumber(const Json& plan, const Json& old, std::mt19937& random, std::span<const std::int64_t> known) {
    if (old.is_number_float()) return old.get<double>() * (random() % 2 ? 0.5 : 1.5) + 1;
    const std::int64_t value = old.get<std::int64_t>();
    switch (random() % 8) {
        case 0: return value + 1;
        case 1: return std::max<std::int64_t>(0, value - 1);
        case 2: return value + plan["alignment"].get<std::int64_t>();
        case 3: return std::max<std::int64_t>(0, value - plan["alignment"].get<std::int64_t>());
        case 4: return static_cast<std::int64_t>(random() % 64) * 16;
        case 5: return value * 2;
        case 6: return static_cast<std::int64_t>(random());
        default: return known[random() % known.size()];
    }
}

// A model in which whoever has a buffer uses it, so that lives are what they must be and not longer.
bool everybodyIsTouched(const Model& model) {
    for (const Kernel& kernel : model.kernels) {
        for (const BufferUse& use : kernel.arguments) {
            if (kernel.read && use.firstStatement < 0) return false;
        }
        for (const KernelWorkspace& workspace : kernel.workspaces) {
            if (kernel.read && workspace.use.firstStatement < 0) return false;
        }
    }
    return true;
}

class Mutations : public ::testing::TestWithParam<unsigned> {};

TEST_P(Mutations, OfOneNumberAreJudgedAsTheyDeserve) {
    std::mt19937 random(GetParam());
    int broken = 0, harmless = 0;
    for (unsigned seed = GetParam() * 1000; broken < 1500 || harmless < 100; ++seed) {
        const std::vector<Model> models = {test::randomModel(seed, 4)};
        if (!everybodyIsTouched(models.front())) continue;
        const Board board = test::largeBoard(40 << 10);
        const Json sound = planJson(models, board);
        ASSERT_EQ(findingsOf(sound, models, board), "");
        const Judge judge(models.front(), board, sound);
        ASSERT_FALSE(judge.broken(sound));

        std::vector<Json::json_pointer> numbers;
        collectNumbers(sound, Json::json_pointer(), numbers);
        std::vector<std::int64_t> known;
        for (const auto& at : numbers) {
            if (sound[at].is_number_integer()) known.push_back(sound[at].get<std::int64_t>());
        }
        for (int i = 0; i < 100; ++i) {
            const auto& at = numbers[random() % numbers.size()];
            if (at.to_string() == "/version") continue;
            Json mutant = sound;
            mutant[at] = otherNumber(sound, sound[at], random, known);
            const bool truth = judge.broken(mutant);
            ++(truth ? broken : harmless);
            ASSERT_EQ(findingsOf(mutant, models, board).empty(), !truth)
                << "seed " << seed << ": " << at.to_string() << " was " << sound[at] << " and is " << mutant[at] << "\n"
                << findingsOf(mutant, models, board);
        }
    }
}

TEST_P(Mutations, OfPlacesAreJudgedAsTheyDeserve) {
    std::mt19937 random(GetParam() + 77);
    int broken = 0, harmless = 0;
    for (unsigned seed = GetParam() * 1000; broken < 500 || harmless < 50; ++seed) {
        const std::vector<Model> models = {test::randomModel(seed, 5)};
        if (!everybodyIsTouched(models.front())) continue;
        const Board board = test::largeBoard(40 << 10);
        const Json sound = planJson(models, board);
        const Judge judge(models.front(), board, sound);
        for (int i = 0; i < 40; ++i) {
            Json mutant = sound;
            auto& buffers = mutant["buffers"];
            auto& a = buffers[random() % buffers.size()];
            auto& b = buffers[random() % buffers.size()];
            switch (random() % 3) {
                case 0: std::swap(a["offset"], b["offset"]); break;
                case 1: a["offset"] = b["offset"]; break;
                default: a["offset"] = b["offset"].get<std::int64_t>() + roundUp(b["bytes"].get<std::int64_t>(), 16);
            }
            // The pool follows, so that it is the places that are judged.
            std::int64_t end = 0;
            for (const Json& each : buffers) {
                end =
                    std::max(end, each["offset"].get<std::int64_t>() + roundUp(each["bytes"].get<std::int64_t>(), 16));
            }
            mutant["pools"][0]["bytes"] = end;
            mutant["pools"][0]["guard"] = mutant["pools"][0]["guard_before"].get<std::int64_t>() + 4096;
            mutant["status"] = "feasible";
            const bool truth = judge.broken(mutant);
            ++(truth ? broken : harmless);
            ASSERT_EQ(findingsOf(mutant, models, board).empty(), !truth)
                << "seed " << seed << "\n"
                << findingsOf(mutant, models, board) << mutant.dump(1);
        }
    }
}

// Whatever the plan says of ticks, lives and peaks: if its operators overwrite what they need, it is refused.
TEST_P(Mutations, PlansThatCorruptMemoryAreFound) {
    std::mt19937 random(GetParam() + 99);
    int corrupt = 0, fine = 0;
    for (unsigned seed = GetParam() * 1000; corrupt < 300 || fine < 10; ++seed) {
        const std::vector<Model> models = {test::randomModel(seed, 1 + static_cast<int>(seed % 6))};
        const Board board = test::largeBoard(1 << 20);
        Json plan = planJson(models, board);
        // Some places out of few or many, and no word about lives.
        plan["order"] = "best";
        const std::int64_t spread = std::int64_t{1} << (8 + random() % 9);
        for (auto& b : plan["buffers"]) {
            b["offset"] = static_cast<std::int64_t>(random()) % spread / 16 * 16;
            b["first_tick"] = b["end_tick"] = 0;
        }
        if (random() % 3 == 0) std::shuffle(plan["operators"].begin(), plan["operators"].end(), random);
        const std::string corruption = test::corruptionOf(plan, models.front());
        ++(corruption.empty() ? fine : corrupt);
        if (corruption.empty()) continue;
        const std::string findings = findingsOf(plan, models, board);
        const bool found =
            findings.find("overlap: ") != std::string::npos || findings.find("order: Operator") != std::string::npos;
        ASSERT_TRUE(found) << "seed " << seed << ": " << corruption << "\n" << findings;
    }
}

INSTANTIATE_TEST_SUITE_P(Part, Mutations, ::testing::Range(0U, 4U));

}  // namespace
}  // namespace pinfold
