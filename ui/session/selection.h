// What is selected, and what the pointer is over: one for all views.
#pragma once

#include <QObject>

#include <functional>

namespace pinfold::ui {

// A part of the loaded models that can be selected: an operator, a tensor or a workspace. An operator's tensors are
// items of their own.
struct Item {
    enum class Kind { none, op, tensor, workspace };
    Kind kind = Kind::none;
    int model = -1;  // index into the loaded models
    int index = -1;  // op: index into Model::operators; tensor: into Model::tensors (a root); workspace: its operator
    int workspace = -1;  // index into Kernel::workspaces; -1 for the block of an object file

    static Item op(int model, int index) { return {Kind::op, model, index, -1}; }
    static Item tensor(int model, int index) { return {Kind::tensor, model, index, -1}; }
    static Item workspaceOf(int model, int op, int workspace) { return {Kind::workspace, model, op, workspace}; }

    explicit operator bool() const { return kind != Kind::none; }
    bool operator==(const Item&) const = default;
};

class Selection : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] const Item& selected() const { return selected_; }
    [[nodiscard]] const Item& hovered() const { return hovered_; }

    void select(const Item& item) {
        if (item == selected_) return;
        selected_ = item;
        emit selectedChanged(item);
    }
    void hover(const Item& item) {
        if (item == hovered_) return;
        hovered_ = item;
        emit hoveredChanged(item);
    }
    void clear() {
        hover({});
        select({});
    }

signals:
    void selectedChanged(const pinfold::ui::Item& item);
    void hoveredChanged(const pinfold::ui::Item& item);

private:
    Item selected_;
    Item hovered_;
};

}  // namespace pinfold::ui
