// Rows as the window paints and edits them: lit while the pointer is over their item elsewhere, places chosen from a
// list.
#pragma once

#include "ui/session/place_choice.h"

#include <QStyledItemDelegate>

#include <functional>

namespace pinfold::ui {

class Session;

class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    // `chosen` is called with the row of the model where a place was chosen.
    RowDelegate(Session& session, std::function<void(int row, const PlaceChoice& choice)> chosen, QObject* parent);

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    Session& session_;
    std::function<void(int, const PlaceChoice&)> chosen_;
};

}  // namespace pinfold::ui
