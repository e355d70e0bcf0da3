#include "check/judged.h"

#include "mlf/archive.h"
#include "support/must.h"
#include "support/shared_files.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pinfold::test {

std::optional<nlohmann::json> planJsonIfItFits(std::span<const Model> models, const Board& board,
                                               const PlanOptions& options) {
    const auto plan = makePlan(models, board, options);
    if (plan.ok() && !isCancelled(*plan)) return nlohmann::json::parse(writePlan(std::get<Plan>(*plan)));
    EXPECT_TRUE(!plan.ok() && plan.error().kind == ErrorKind::doesNotFit)
        << (plan.ok() ? "cancelled" : plan.error().message);
    return std::nullopt;
}

nlohmann::json planJson(std::span<const Model> models, const Board& board, const PlanOptions& options) {
    auto plan = planJsonIfItFits(models, board, options);
    EXPECT_TRUE(plan.has_value()) << "does not fit";
    return plan.value_or(nlohmann::json());
}

CheckReport judge(const nlohmann::json& plan, std::span<const Model> models, const Board& board) {
    auto report = checkPlan(plan.dump(), "plan.json", models, board);
    if (!report.ok()) {
        ADD_FAILURE() << report.error().message;
        return {};
    }
    return *std::move(report);
}

std::string findingsOf(const nlohmann::json& plan, std::span<const Model> models, const Board& board) {
    std::string all;
    for (const CheckFinding& finding : judge(plan, models, board).findings) {
        all += finding.rule + ": " + finding.text + "\n";
    }
    return all;
}

nlohmann::json& named(nlohmann::json& list, const std::string& name) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const auto& entry) { return entry["name"] == name; });
    if (found != list.end()) return *found;
    ADD_FAILURE() << "no entry " << name;
    static nlohmann::json none;
    return none;
}

std::vector<RealModel> realModels() {
    std::vector<RealModel> all;
    for (const auto& path : modelFiles(".tar")) {
        auto archive = test::uncancelled(readArchive(path));
        if (!archive.ok()) continue;  // another executor, which its own tests look at
        RealModel real{path.filename().string(), {}};
        for (auto& module : archive->modules) {
            auto model = test::uncancelled(importModel(*archive, std::move(module)));
            if (model.ok()) real.models.push_back(*std::move(model));
        }
        if (!real.models.empty()) all.push_back(std::move(real));
    }
    return all;
}

Board boardNamed(const std::string& id) {
    auto board = findBoard(id);
    if (board.ok()) return *std::move(board);
    ADD_FAILURE() << board.error().message;
    return {};
}

}  // namespace pinfold::test
