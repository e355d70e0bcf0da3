// Draws a stage: a sign for its state, its name and time, what came of it, and how far it is.
#pragma once

#include <QStyledItemDelegate>

namespace pinfold::ui {

class StageDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace pinfold::ui
