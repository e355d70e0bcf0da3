// What is known of the things of the loaded models: from the models, from the plan, and where both meet. For tables and
// inspectors; safe to read from any thread.
#pragma once

#include "ui/session/session.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace pinfold::ui {

struct SubjectHash {
    std::size_t operator()(const Subject& subject) const {
        std::size_t hash = static_cast<std::size_t>(subject.kind);
        for (const int part : {subject.model, subject.index, subject.workspace}) {
            hash = hash * 1'000'003 + static_cast<std::size_t>(part);
        }
        return hash;
    }
};

// Half-open, in ticks of the plan.
struct LifeSpan {
    int first = 0;
    int end = 0;
};

// Subjects of tensors may name an alias here: its name, shape and type are its own, everything else its root's.
class Things {
public:
    // `facts` may be null: then nothing has a place yet.
    Things(std::shared_ptr<const Models> models, std::shared_ptr<const PlanFacts> facts);

    [[nodiscard]] const Models& models() const { return *models_; }
    [[nodiscard]] const PlanFacts* facts() const { return facts_.get(); }

    // In the order in which memory views list them: inputs, then by operator its workspaces and outputs, then
    // constants; every alias behind its root.
    [[nodiscard]] std::vector<Subject> tensors() const;
    // In the order in which the plan runs them; without a plan, the archive's.
    [[nodiscard]] std::vector<Subject> operators() const;

    [[nodiscard]] const Model& model(const Subject& subject) const;
    [[nodiscard]] const Operator& op(const Subject& subject) const;    // of an operator or a workspace
    [[nodiscard]] const Kernel& kernel(const Subject& subject) const;  // likewise
    [[nodiscard]] const Tensor& tensor(const Subject& subject) const;
    [[nodiscard]] bool isAlias(const Subject& subject) const;
    // The same, or the tensor whose memory it is.
    [[nodiscard]] Subject root(const Subject& subject) const;

    // Of tensors and workspaces. Null without a plan, for constants and for operators.
    [[nodiscard]] const PlannedBuffer* buffer(const Subject& subject) const;
    [[nodiscard]] const PlannedConstant* constant(const Subject& subject) const;
    // Of an operator; null without a plan.
    [[nodiscard]] const PlannedOperator* planned(const Subject& subject) const;

    [[nodiscard]] std::string name(const Subject& subject) const;
    // Of an operator without what the compiler put before it.
    [[nodiscard]] QString shortName(const Subject& subject) const;
    [[nodiscard]] QString kind(const Subject& subject) const;  // "workspace", "constant" …; an operator's kind
    [[nodiscard]] std::int64_t bytes(const Subject& subject) const;
    [[nodiscard]] std::string region(const Subject& subject) const;  // empty: no place yet
    [[nodiscard]] std::optional<std::uint64_t> address(const Subject& subject) const;
    [[nodiscard]] std::optional<LifeSpan> life(const Subject& subject) const;
    // Operators that write it and read it; a workspace's operator does both.
    [[nodiscard]] std::vector<Subject> writers(const Subject& subject) const;
    [[nodiscard]] std::vector<Subject> readers(const Subject& subject) const;
    // Which operator runs at a tick.
    [[nodiscard]] Subject operatorAt(int tick) const;
    // Bytes that an operator reads and writes, tensors, constants and workspaces; none where its kernel was not read.
    [[nodiscard]] std::optional<std::int64_t> bytesTouched(const Subject& subject) const;
    // Most bytes alive at one tick of an operator, over all pools; none without a plan.
    [[nodiscard]] std::optional<std::int64_t> bytesAlive(const Subject& subject) const;

private:
    void indexPlan();
    void addTensor(std::vector<Subject>& all, int model, int tensor,
                   const std::vector<std::vector<int>>& aliases) const;

    std::shared_ptr<const Models> models_;
    std::shared_ptr<const PlanFacts> facts_;
    std::unordered_map<Subject, std::size_t, SubjectHash> buffers_, constants_, operators_;
    std::unordered_map<std::string, int> modelOfName_;
};

}  // namespace pinfold::ui
