// A plan's figures in words, and what changed from one plan to another.
#pragma once

#include "ui/session/session.h"

#include <QString>

#include <cstdint>
#include <string>
#include <vector>

namespace pinfold::ui {

// "Proven: nothing costs less …", or how far from the bound the plan may be.
QString proofText(const Plan& plan);
// A pool's lower bound, and whether its bytes reach it.
QString proofText(const Pool& pool);
// Cycles that an inference of every model spends on access to memory.
QString costText(const Plan& plan);
QString orderText(const Plan& plan);

// "DTCM −12,288 B, predicted −8.0 % cycles"; "No difference" where nothing of that changed.
QString differenceText(const Plan& before, const Plan& now);

struct PoolComparison {
    std::string region;
    std::int64_t left = 0;   // bytes of all pools in the region, guards not counted
    std::int64_t right = 0;  // likewise
};

// A buffer or a copied constant that is somewhere else in the other plan, or in one of them only.
struct Mover {
    QString name;
    std::int64_t bytes = 0;
    QString left;  // region and address; empty: it is not there
    QString right;
};

// By region, those of the left plan first.
std::vector<PoolComparison> comparePools(const Plan& left, const Plan& right);

struct PlanComparison {
    std::vector<PoolComparison> pools;
    std::int64_t leftBytes = 0, rightBytes = 0;
    std::vector<Mover> movers;  // largest first
};

PlanComparison comparePlans(const Plan& left, const Plan& right);

}  // namespace pinfold::ui
