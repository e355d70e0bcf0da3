#include "ui/widgets/share_bar_delegate.h"

#include "ui/style/theme.h"
#include "ui/widgets/number_table.h"

#include <QPainter>

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr int barHeight = 3;
constexpr int barMargin = grid / 2;

}  // namespace

void ShareBarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyledItemDelegate::paint(painter, option, index);
    const QVariant share = index.data(NumberTable::shareRole);
    if (!share.isValid()) return;
    const QRect cell = option.rect.adjusted(barMargin, 0, -barMargin, -1);
    const QRect track(cell.left(), cell.bottom() - barHeight + 1, cell.width(), barHeight);
    QRectF bar = track;
    bar.setWidth(track.width() * std::clamp(share.toDouble(), 0.0, 1.0));
    painter->fillRect(track, theme().line);
    painter->fillRect(bar, option.state.testFlag(QStyle::State_Selected) ? theme().accentText : theme().category(4));
}

}  // namespace pinfold::ui
