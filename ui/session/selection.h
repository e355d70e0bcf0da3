// What is selected, and what the pointer is over: one for all views.
#pragma once

#include <QObject>

#include <functional>

namespace pinfold::ui {

// A thing of the loaded models. An operator's tensors are things of their own.
struct Subject {
    enum class Kind { none, op, tensor, workspace };
    Kind kind = Kind::none;
    int model = -1;  // index into the loaded models
    int index = -1;  // op: index into Model::operators; tensor: into Model::tensors (a root); workspace: its operator
    int workspace = -1;  // index into Kernel::workspaces; -1 for the block of an object file

    static Subject op(int model, int index) { return {Kind::op, model, index, -1}; }
    static Subject tensor(int model, int index) { return {Kind::tensor, model, index, -1}; }
    static Subject workspaceOf(int model, int op, int workspace) { return {Kind::workspace, model, op, workspace}; }

    explicit operator bool() const { return kind != Kind::none; }
    bool operator==(const Subject&) const = default;
};

class Selection : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] const Subject& selected() const { return selected_; }
    [[nodiscard]] const Subject& hovered() const { return hovered_; }

    void select(const Subject& subject) {
        if (subject == selected_) return;
        selected_ = subject;
        emit selectedChanged(subject);
    }
    void hover(const Subject& subject) {
        if (subject == hovered_) return;
        hovered_ = subject;
        emit hoveredChanged(subject);
    }
    void clear() {
        hover({});
        select({});
    }

signals:
    void selectedChanged(const pinfold::ui::Subject& subject);
    void hoveredChanged(const pinfold::ui::Subject& subject);

private:
    Subject selected_;
    Subject hovered_;
};

}  // namespace pinfold::ui
