#include "ui/deploy/stage_delegate.h"

#include "ui/deploy/stage_model.h"
#include "ui/style/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace pinfold::ui {
namespace {

constexpr int signSize = 2 * grid;
constexpr int barHeight = 3;
constexpr double busyPeriod = 1.6;  // seconds for the busy bar to cross
constexpr double busyShare = 0.25;  // of the bar's width

QColor colorOf(StageState state, bool outdated) {
    if (outdated) return theme().muted;
    switch (state) {
        case StageState::running: return theme().accent;
        case StageState::done: return theme().good;
        case StageState::failed: return theme().bad;
        default: return theme().muted;
    }
}

// Shapes differ, not only colours.
void drawSign(QPainter& painter, const QRectF& box, StageState state, bool outdated) {
    const QColor color = colorOf(state, outdated);
    const bool filled = state == StageState::done || state == StageState::failed;
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(filled ? QBrush(color) : QBrush(Qt::NoBrush));
    painter.drawEllipse(box.adjusted(1, 1, -1, -1));
    const auto at = [&](double x, double y) {
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
    };
    painter.setPen(QPen(filled ? theme().surface : color, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    switch (state) {
        case StageState::waiting: break;
        case StageState::running:
            painter.setBrush(color);
            painter.drawPolygon(QPolygonF{at(0.42, 0.34), at(0.68, 0.5), at(0.42, 0.66)});
            break;
        case StageState::done: painter.drawPolyline(QPolygonF{at(0.3, 0.52), at(0.45, 0.67), at(0.71, 0.36)}); break;
        case StageState::failed:
            painter.drawLine(at(0.35, 0.35), at(0.65, 0.65));
            painter.drawLine(at(0.65, 0.35), at(0.35, 0.65));
            break;
        case StageState::skipped: painter.drawLine(at(0.34, 0.5), at(0.66, 0.5)); break;
        case StageState::cancelled: painter.drawLine(at(0.22, 0.78), at(0.78, 0.22)); break;
    }
}

// A part of it where it is known how much is done; else a piece that crosses it again and again.
void drawBar(QPainter& painter, const QRectF& box, double fraction, double seconds) {
    painter.fillRect(box, theme().line);
    QRectF part = box;
    if (fraction > 0) {
        part.setWidth(box.width() * fraction);
    } else {
        const double phase = std::fmod(seconds, busyPeriod) / busyPeriod;
        part.setWidth(box.width() * busyShare);
        part.moveLeft(box.left() - part.width() + phase * (box.width() + part.width()));
    }
    painter.fillRect(part.intersected(box), theme().accent);
}

void drawBackground(QPainter& painter, const QStyleOptionViewItem& option) {
    if (option.state & QStyle::State_Selected) {
        painter.fillRect(option.rect, theme().raised);
        painter.fillRect(QRect(option.rect.topLeft(), QSize(barHeight, option.rect.height())), theme().accent);
    }
    if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange)) {
        painter.setPen(theme().accent);
        painter.drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
}

}  // namespace

void StageDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto state = static_cast<StageState>(index.data(StageModel::stateRole).toInt());
    const bool outdated = index.data(StageModel::outdatedRole).toBool();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, false);
    drawBackground(*painter, option);
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect row = option.rect.adjusted(grid, grid / 2, -grid, -grid / 2);
    drawSign(*painter, QRectF(row.left(), row.center().y() - signSize / 2.0 + 1, signSize, signSize), state, outdated);

    const QRect text = row.adjusted(signSize + grid, 0, 0, 0);
    const QString time = index.data(StageModel::timeRole).toString();
    const QFontMetrics caption(captionFont());
    const QFontMetrics body(bodyFont());
    const QString line = index.data(StageModel::lineRole).toString();
    QRect first(text.left(), text.top(), text.width(), line.isEmpty() ? text.height() : body.height());
    painter->setFont(captionFont());
    painter->setPen(theme().muted);
    painter->drawText(first, Qt::AlignRight | Qt::AlignVCenter, time);
    first.setWidth(text.width() - caption.horizontalAdvance(time) - grid);
    QFont name = bodyFont();
    if (state == StageState::running || state == StageState::failed) name.setWeight(QFont::DemiBold);
    painter->setFont(name);
    painter->setPen(theme().text);
    painter->drawText(first, Qt::AlignLeft | Qt::AlignVCenter, index.data(Qt::DisplayRole).toString());

    const QRect second(text.left(), first.bottom() + 1, text.width(), caption.height());
    painter->setFont(captionFont());
    painter->setPen(state == StageState::failed && !outdated ? theme().bad : theme().muted);
    painter->drawText(second, Qt::AlignLeft | Qt::AlignVCenter,
                      caption.elidedText(line, Qt::ElideMiddle, second.width()));
    if (state == StageState::running) {
        drawBar(*painter, QRectF(text.left(), second.bottom() + 2, text.width(), barHeight),
                index.data(StageModel::fractionRole).toDouble(), index.data(StageModel::secondsRole).toDouble());
    }
    painter->restore();
}

QSize StageDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    const int lines = QFontMetrics(bodyFont()).height() + QFontMetrics(captionFont()).height();
    return {option.rect.width(), lines + grid + barHeight + 2};
}

}  // namespace pinfold::ui
