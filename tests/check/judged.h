// Plans, and what the checker says of them.
#pragma once

#include "check/check.h"
#include "plan/plan.h"
#include "support/model_maker.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pinfold::test {

// plan.json of what makePlan gives; none where it does not fit. The test fails if it gives another error.
std::optional<nlohmann::json> planJsonIfItFits(std::span<const Model> models, const Board& board,
                                               const PlanOptions& options);

// The same; the test fails if there is none.
nlohmann::json planJson(std::span<const Model> models, const Board& board, const PlanOptions& options = {});

// What the checker says; the test fails if it takes the text for no plan at all.
CheckReport judge(const nlohmann::json& plan, std::span<const Model> models, const Board& board);

// Its findings, a line each: "rule: text".
std::string findingsOf(const nlohmann::json& plan, std::span<const Model> models, const Board& board);

// The entry of a list with that name; the test fails if there is none.
nlohmann::json& named(nlohmann::json& list, const std::string& name);

// What RealArchives go through: every model of the real archives that importModel() takes.
struct RealModel {
    std::string archive;
    std::vector<Model> models;  // of one archive
};
std::vector<RealModel> realModels();

Board boardNamed(const std::string& id);

}  // namespace pinfold::test
