// Table cells with a bar under their text: a share of a whole, seen before it is read.
#pragma once

#include <QStyledItemDelegate>

namespace pinfold::ui {

// Cells that have a FigureTable::shareRole in [0, 1].
class ShareBarDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace pinfold::ui
