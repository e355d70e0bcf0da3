// What all tables of the window have in common, whatever their models are.
#pragma once

#include "ui/session/selection.h"

#include <QPointer>
#include <QTableView>
#include <QVariant>

#include <functional>

namespace pinfold::ui {

// What a row stands for can be asked under this role (a Item).
inline constexpr int itemRole = Qt::UserRole + 1;

// How cells of a column stand.
QVariant alignmentOf(bool number);
// What a column's header says under a role.
QVariant headerOf(const QString& title, const QString& help, bool number, int role);

// Rows that are read from left to right, without a grid. Those that stand for something follow the selection and make
// it.
class RowsView : public QTableView {
    Q_OBJECT

public:
    RowsView(const QString& name, const QString& title, QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    // `rowOf`: where something is shown, or -1.
    void linkTo(Selection& selection, std::function<int(const Item&)> rowOf);
    // Shows what is selected now, as after a change of the rows.
    void showSelected();

protected:
    bool viewportEvent(QEvent* event) override;
    // Makes it the current one, in view.
    virtual void showRow(int row);

private:
    QPointer<Selection> selection_;
    std::function<int(const Item&)> rowOf_;
    bool following_ = false;  // the selection is being shown, not made
};

}  // namespace pinfold::ui
