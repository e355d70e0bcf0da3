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
        for (const ClaimedPool& pool : plan.claims.pools) pools_.emplace(pool.id, &pool);
        for (std::size_t t = 0; t < plan.tenants.size(); ++t) {
            const Tenant& tenant = plan.tenants[t];
            const auto& model = plan.models[static_cast<std::size_t>(tenant.model)];
            (tenant.kind == TenantKind::constant ? constants_ : buffers_).emplace(keyOf(model.name, tenant.name), t);
        }
    }

    void matchBuffers() {
        std::set<std::int64_t> ids;
        for (const ClaimedBuffer& claim : plan_.claims.buffers) {
            if (!ids.insert(claim.id).second) {
                findings_.add("buffer", "There are two buffers with the id {}.", claim.id);
            }
            if (Tenant* tenant = take(buffers_, claim)) matchBuffer(*tenant, claim);
        }
        for (const auto& [key, t] : buffers_) {
            findings_.add("buffer", "The plan has no place for {}.", plan_.tenants[t].who);
        }
    }

    void matchConstants() {
        for (const ClaimedConstant& claim : plan_.claims.constants) {
            if (Tenant* tenant = take(constants_, claim)) matchConstant(*tenant, claim);
        }
        for (const auto& [key, t] : constants_) {
            findings_.add("constant", "The plan does not list {}.", plan_.tenants[t].who);
        }
    }

private:
    using Index = std::multimap<std::string, std::size_t>;  // tenants that the plan has not named yet

    template <typename Claim>
    Tenant* take(Index& index, const Claim& claim) {
        const auto found = index.find(keyOf(claim.model, claim.name));
        if (found == index.end()) {
            const bool constants = &index == &constants_;
            findings_.add(constants ? "constant" : "buffer",
                          "The plan lists {} of {}; no {} of that name is in the models, or the plan has it twice.",
                          inQuotes(claim.name), inQuotes(claim.model), constants ? "constant" : "buffer");
            return nullptr;
        }
        Tenant& tenant = plan_.tenants[found->second];
        index.erase(found);
        return &tenant;
    }

    void matchBuffer(Tenant& tenant, const ClaimedBuffer& claim) {
        if (claim.bytes != tenant.bytes) {
            findings_.add("buffer", "The plan has {} bytes for {}, which needs {}.", claim.bytes, tenant.who,
                          tenant.bytes);
        }
        if (claim.kind != nameOf(tenant.kind) || claim.op.value_or(-1) != tenant.op) {
            findings_.add("buffer", "The plan says that {} is an {} and belongs to {}; it is {} and belongs to {}.",
                          tenant.who, inQuotes(claim.kind), operatorText(claim.op.value_or(-1)), nameOf(tenant.kind),
                          operatorText(tenant.op));
        }
        if (claim.reads != tenant.reads || claim.writes != tenant.writes) {
            findings_.add("accesses",
                          "{} is read and written {} and {} times in an inference; the plan says {} and {}.",
                          tenant.who, countText(tenant.reads), countText(tenant.writes), countText(claim.reads),
                          countText(claim.writes));
        }
        settle(tenant, claim.pool, claim.offset, claim.pinned);
        tenant.firstTick = claim.firstTick;
        tenant.endTick = claim.endTick;
        tenant.claimed = plan_.timeline.lifeOf(claim.firstTick, claim.endTick);
    }

    void matchConstant(Tenant& tenant, const ClaimedConstant& claim) {
        if (claim.bytes != tenant.bytes) {
            findings_.add("constant", "The plan has {} bytes for {}, which has {}.", claim.bytes, tenant.who,
                          tenant.bytes);
        }
        tenant.pinned = claim.pinned;
        std::string_view region = plan_.board.codeRegion;
        if (claim.pool) {
            settle(tenant, *claim.pool, claim.offset, claim.pinned);
            tenant.endTick = std::ssize(plan_.timeline.ticks);
            tenant.claimed = plan_.timeline.all();
            if (tenant.pool) region = tenant.pool->region;
        }
        if (claim.region != region) {
            findings_.add("constant", "The plan says that {} is in {}, and it is in {}.", tenant.who,
                          inQuotes(claim.region), inQuotes(region));
        }
    }

    void settle(Tenant& tenant, std::int64_t pool, std::int64_t offset, bool pinned) {
        const auto found = pools_.find(pool);
        if (found == pools_.end()) {
            findings_.add("pool", "{} is in pool {}, which does not exist.", tenant.who, pool);
        } else {
            tenant.pool = found->second;
        }
        tenant.offset = offset;
        tenant.pinned = pinned;
    }

    static std::string operatorText(std::int64_t op) { return op < 0 ? "no operator" : fmt::format("operator {}", op); }
    static std::string countText(std::optional<std::int64_t> count) {
        return count ? fmt::format("{}", *count) : "an unknown number of";
    }

    PlanCase& plan_;
    Findings& findings_;
    std::map<std::int64_t, const ClaimedPool*> pools_;
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
    for (const ClaimedAlias& claim : plan.claims.aliases) {
        const auto found = open.find(keyOf(keyOf(claim.model, claim.name), claim.of));
        if (found != open.end()) {
            open.erase(found);
        } else {
            findings.add("alias", "The plan says that {} of {} is another name of {}; in the models it is not.",
                         inQuotes(claim.name), inQuotes(claim.model), inQuotes(claim.of));
        }
    }
    if (!open.empty()) findings.add("alias", "The plan does not list {} of the models' aliases.", open.size());
}

}  // namespace

void placeTenants(PlanCase& plan, Findings& findings) {
    Register entries(plan, findings);
    entries.matchBuffers();
    entries.matchConstants();
    checkAliases(plan, findings);
}

std::map<const ClaimedPool*, std::vector<const Tenant*>> tenantsByPool(const PlanCase& plan) {
    std::map<const ClaimedPool*, std::vector<const Tenant*>> byPool;
    for (const Tenant& tenant : plan.tenants) {
        if (tenant.pool) byPool[tenant.pool].push_back(&tenant);
    }
    return byPool;
}

}  // namespace pinfold
