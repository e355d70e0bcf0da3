// What is known of the items of the loaded models: from the models, from the plan, and where both meet. For tables and
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

struct ItemHash {
    std::size_t operator()(const Item& item) const {
        std::size_t hash = static_cast<std::size_t>(item.kind);
        for (const int part : {item.model, item.index, item.workspace}) {
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

// Items that are tensors may name an alias here: its name, shape and type are its own, everything else its root's.
class ModelFacts {
public:
    // `facts` may be null: then nothing has a place yet.
    ModelFacts(std::shared_ptr<const Models> models, std::shared_ptr<const PlanFacts> facts);

    [[nodiscard]] const Models& models() const { return *models_; }
    [[nodiscard]] const PlanFacts* facts() const { return facts_.get(); }

    // In the order in which memory views list them: inputs, then by operator its workspaces and outputs, then
    // constants; every alias after its root.
    [[nodiscard]] std::vector<Item> tensors() const;
    // In the order in which the plan runs them; without a plan, the archive's.
    [[nodiscard]] std::vector<Item> operators() const;

    [[nodiscard]] const Model& model(const Item& item) const;
    [[nodiscard]] const Operator& op(const Item& item) const;    // of an operator or a workspace
    [[nodiscard]] const Kernel& kernel(const Item& item) const;  // likewise
    [[nodiscard]] const Tensor& tensor(const Item& item) const;
    [[nodiscard]] bool isAlias(const Item& item) const;
    // The same, or the tensor whose memory it is.
    [[nodiscard]] Item root(const Item& item) const;

    // Of tensors and workspaces. Null without a plan, for constants and for operators.
    [[nodiscard]] const PlannedBuffer* buffer(const Item& item) const;
    [[nodiscard]] const PlannedConstant* constant(const Item& item) const;
    // Of an operator; null without a plan.
    [[nodiscard]] const PlannedOperator* planned(const Item& item) const;

    [[nodiscard]] std::string name(const Item& item) const;
    // Of an operator without what the compiler put before it.
    [[nodiscard]] QString shortName(const Item& item) const;
    [[nodiscard]] QString kind(const Item& item) const;  // "workspace", "constant" …; an operator's kind
    [[nodiscard]] std::int64_t bytes(const Item& item) const;
    [[nodiscard]] std::string region(const Item& item) const;  // empty: no place yet
    [[nodiscard]] std::optional<std::uint64_t> address(const Item& item) const;
    [[nodiscard]] std::optional<LifeSpan> life(const Item& item) const;
    // Operators that write it and read it; a workspace's operator does both.
    [[nodiscard]] std::vector<Item> writers(const Item& item) const;
    [[nodiscard]] std::vector<Item> readers(const Item& item) const;
    // Which operator runs at a tick.
    [[nodiscard]] Item operatorAt(int tick) const;
    // Bytes that an operator reads and writes, tensors, constants and workspaces; none where its kernel was not read.
    [[nodiscard]] std::optional<std::int64_t> bytesTouched(const Item& item) const;
    // Most bytes alive at one tick of an operator, over all pools; none without a plan.
    [[nodiscard]] std::optional<std::int64_t> bytesAlive(const Item& item) const;

private:
    void indexPlan();
    void addTensor(std::vector<Item>& all, int model, int tensor, const std::vector<std::vector<int>>& aliases) const;

    std::shared_ptr<const Models> models_;
    std::shared_ptr<const PlanFacts> facts_;
    std::unordered_map<Item, std::size_t, ItemHash> buffers_, constants_, operators_;
    std::unordered_map<std::string, int> modelOfName_;
};

}  // namespace pinfold::ui
