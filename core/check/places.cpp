// Finds the entry of the plan for every buffer and constant of the models.
#include "check/rules.h"

#include <map>
#include <set>

namespace pinfold {
namespace {

std::string keyOf(std::string_view model, std::string_view name) { return fmt::format("{}\n{}", model, name); }

class Register {
public:
    Register(PlanCase& plan, Findings& findings) : plan_(plan), findings_(findings) {
        for (const StatedPool& pool : plan.stated.pools) pools_.emplace(pool.id, &pool);
        for (std::size_t t = 0; t < plan.allocations.size(); ++t) {
            const Allocation& allocation = plan.allocations[t];
            const auto& model = plan.models[static_cast<std::size_t>(allocation.model)];
            (allocation.kind == AllocationKind::constant ? constants_ : buffers_)
                .emplace(keyOf(model.name, allocation.name), t);
        }
    }

    void matchBuffers() {
        std::set<std::int64_t> ids;
        for (const StatedBuffer& entry : plan_.stated.buffers) {
            if (!ids.insert(entry.id).second) {
                findings_.add("buffer", "There are two buffers with the id {}.", entry.id);
            }
            if (Allocation* allocation = take(buffers_, entry)) matchBuffer(*allocation, entry);
        }
        for (const auto& [key, t] : buffers_) {
            findings_.add("buffer", "The plan has no place for {}.", plan_.allocations[t].who);
        }
    }

    void matchConstants() {
        for (const StatedConstant& entry : plan_.stated.constants) {
            if (Allocation* allocation = take(constants_, entry)) matchConstant(*allocation, entry);
        }
        for (const auto& [key, t] : constants_) {
            findings_.add("constant", "The plan does not list {}.", plan_.allocations[t].who);
        }
    }

private:
    using Index = std::multimap<std::string, std::size_t>;  // allocations that the plan has not named yet

    template <typename Entry>
    Allocation* take(Index& index, const Entry& entry) {
        const auto found = index.find(keyOf(entry.model, entry.name));
        if (found == index.end()) {
            const bool constants = &index == &constants_;
            findings_.add(constants ? "constant" : "buffer",
                          "The plan lists {} of {}; no {} of that name is in the models, or the plan has it twice.",
                          inQuotes(entry.name), inQuotes(entry.model), constants ? "constant" : "buffer");
            return nullptr;
        }
        Allocation& allocation = plan_.allocations[found->second];
        index.erase(found);
        return &allocation;
    }

    void matchBuffer(Allocation& allocation, const StatedBuffer& entry) {
        if (entry.bytes != allocation.bytes) {
            findings_.add("buffer", "The plan has {} bytes for {}, which needs {}.", entry.bytes, allocation.who,
                          allocation.bytes);
        }
        if (entry.kind != nameOf(allocation.kind) || entry.op.value_or(-1) != allocation.op) {
            findings_.add("buffer", "The plan says that {} is an {} and belongs to {}; it is {} and belongs to {}.",
                          allocation.who, inQuotes(entry.kind), operatorText(entry.op.value_or(-1)),
                          nameOf(allocation.kind), operatorText(allocation.op));
        }
        if (entry.reads != allocation.reads || entry.writes != allocation.writes) {
            findings_.add("accesses",
                          "{} is read and written {} and {} times in an inference; the plan says {} and {}.",
                          allocation.who, countText(allocation.reads), countText(allocation.writes),
                          countText(entry.reads), countText(entry.writes));
        }
        settle(allocation, entry.pool, entry.offset, entry.pinned);
        allocation.firstTick = entry.firstTick;
        allocation.endTick = entry.endTick;
        allocation.stated = plan_.timeline.lifeOf(entry.firstTick, entry.endTick);
    }

    void matchConstant(Allocation& allocation, const StatedConstant& entry) {
        if (entry.bytes != allocation.bytes) {
            findings_.add("constant", "The plan has {} bytes for {}, which has {}.", entry.bytes, allocation.who,
                          allocation.bytes);
        }
        allocation.pinned = entry.pinned;
        std::string_view region = plan_.board.codeRegion;
        if (entry.pool) {
            settle(allocation, *entry.pool, entry.offset, entry.pinned);
            allocation.endTick = std::ssize(plan_.timeline.ticks);
            allocation.stated = plan_.timeline.all();
            if (allocation.pool) region = allocation.pool->region;
        }
        if (entry.region != region) {
            findings_.add("constant", "The plan says that {} is in {}, and it is in {}.", allocation.who,
                          inQuotes(entry.region), inQuotes(region));
        }
    }

    void settle(Allocation& allocation, std::int64_t pool, std::int64_t offset, bool pinned) {
        const auto found = pools_.find(pool);
        if (found == pools_.end()) {
            findings_.add("pool", "{} is in pool {}, which does not exist.", allocation.who, pool);
        } else {
            allocation.pool = found->second;
        }
        allocation.offset = offset;
        allocation.pinned = pinned;
    }

    static std::string operatorText(std::int64_t op) { return op < 0 ? "no operator" : fmt::format("operator {}", op); }
    static std::string countText(std::optional<std::int64_t> count) {
        return count ? fmt::format("{}", *count) : "an unknown number of";
    }

    PlanCase& plan_;
    Findings& findings_;
    std::map<std::int64_t, const StatedPool*> pools_;
    Index buffers_;
    Index constants_;
};

void checkAliases(const PlanCase& plan, Findings& findings) {
    std::multiset<std::string> open;
    for (const Model& model : plan.models) {
        for (const Tensor& tensor : model.tensors) {
            if (tensor.aliasOf < 0) continue;
            const Tensor& root = model.tensors[static_cast<std::size_t>(tensor.aliasOf)];
            open.insert(keyOf(keyOf(model.name, tensor.name), root.name));
        }
    }
    for (const StatedAlias& entry : plan.stated.aliases) {
        const auto found = open.find(keyOf(keyOf(entry.model, entry.name), entry.of));
        if (found != open.end()) {
            open.erase(found);
        } else {
            findings.add("alias", "The plan says that {} of {} is another name of {}; in the models it is not.",
                         inQuotes(entry.name), inQuotes(entry.model), inQuotes(entry.of));
        }
    }
    if (!open.empty()) findings.add("alias", "The plan does not list {} of the models' aliases.", open.size());
}

}  // namespace

void placeAllocations(PlanCase& plan, Findings& findings) {
    Register entries(plan, findings);
    entries.matchBuffers();
    entries.matchConstants();
    checkAliases(plan, findings);
}

std::map<const StatedPool*, std::vector<const Allocation*>> allocationsByPool(const PlanCase& plan) {
    std::map<const StatedPool*, std::vector<const Allocation*>> byPool;
    for (const Allocation& allocation : plan.allocations) {
        if (allocation.pool) byPool[allocation.pool].push_back(&allocation);
    }
    return byPool;
}

}  // namespace pinfold
