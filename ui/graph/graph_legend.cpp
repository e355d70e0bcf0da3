#include "ui/graph/graph_legend.h"

#include "ui/style/theme.h"
#include "ui/text/numbers.h"

#include <QEvent>
#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace pinfold::ui {
namespace {

constexpr int swatch = 10;
constexpr int rampWidth = 20 * grid;
constexpr int rampHeight = grid;
constexpr double hertzPerMegahertz = 1e6;

}  // namespace

std::vector<OperatorKind> kindsIn(const FactTable& facts) {
    std::array<bool, operatorKinds> there{};
    for (const auto& model : facts) {
        for (const OperatorFacts& fact : model) there[static_cast<std::size_t>(fact.kind)] = true;
    }
    std::vector<OperatorKind> kinds;
    for (std::size_t i = 0; i < there.size(); ++i) {
        if (there[i]) kinds.push_back(static_cast<OperatorKind>(i));
    }
    return kinds;
}

GraphLegend::GraphLegend(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("graphLegend"));
    setAccessibleName(tr("What the colours mean"));
    hide();
}

void GraphLegend::setScale(const ColourScale& scale, const std::vector<OperatorKind>& kinds) {
    scale_ = scale;
    kinds_ = kinds;
    QString help = helpOf(scale.mode);
    if (scale.mode == ColourMode::cycles && scale.timerHz > 0) {
        help += u' ' + tr("The timer ran at %1 MHz.").arg(scale.timerHz / hertzPerMegahertz, 0, 'g', 4);
    }
    setToolTip(help);
    setAccessibleDescription(
        scale.mode == ColourMode::kind ? help : help + u' ' + tr("From %1 to %2.").arg(lowText(), highText()));
    fitToContents();
    update();
}

QString GraphLegend::lowText() const {
    return scale_.mode == ColourMode::error ? QStringLiteral("≤ 10⁻⁶") : countText(0);
}

QString GraphLegend::highText() const {
    return scale_.mode == ColourMode::error ? QStringLiteral("≥ 1") : scale_.textOf(scale_.highest);
}

void GraphLegend::fitToContents() {
    const QFontMetrics metrics(captionFont());
    if (scale_.mode != ColourMode::kind) {
        const int ends = metrics.horizontalAdvance(lowText()) + metrics.horizontalAdvance(highText()) + 2 * grid;
        const int width = std::max({rampWidth, ends, metrics.horizontalAdvance(labelOf(scale_.mode))});
        return resize(width + 2 * grid, 2 * metrics.height() + rampHeight + 2 * grid);
    }
    int width = 0;
    for (const OperatorKind kind : kinds_) width = std::max(width, metrics.horizontalAdvance(labelOf(kind)));
    resize(width + swatch + 3 * grid, static_cast<int>(kinds_.size()) * (metrics.height() + 2) + 2 * grid);
}

void GraphLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(captionFont());
    painter.setBrush(theme().surface);
    painter.setPen(theme().line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    if (scale_.mode == ColourMode::kind) return paintKinds(painter);
    paintRamp(painter);
}

void GraphLegend::paintKinds(QPainter& painter) {
    const int line = painter.fontMetrics().height() + 2;
    int y = grid;
    for (const OperatorKind kind : kinds_) {
        painter.fillRect(grid, y + (line - swatch) / 2, swatch, swatch, theme().category(static_cast<int>(kind)));
        painter.setPen(theme().text);
        painter.drawText(QRect(2 * grid + swatch, y, width(), line), Qt::AlignLeft | Qt::AlignVCenter, labelOf(kind));
        y += line;
    }
}

void GraphLegend::paintRamp(QPainter& painter) {
    const int line = painter.fontMetrics().height();
    const QRect ramp(grid, grid + line, width() - 2 * grid, rampHeight);
    for (int x = ramp.left(); x <= ramp.right(); ++x) {
        const double share = static_cast<double>(x - ramp.left()) / std::max(1, ramp.width() - 1);
        painter.fillRect(x, ramp.top(), 1, ramp.height(), theme().heat(share));
    }
    painter.setPen(theme().text);
    painter.drawText(QRect(grid, grid, ramp.width(), line), Qt::AlignLeft, labelOf(scale_.mode));
    const QRect ends(grid, ramp.bottom() + 1, ramp.width(), line);
    painter.setPen(theme().muted);
    painter.drawText(ends, Qt::AlignLeft, lowText());
    painter.drawText(ends, Qt::AlignRight, highText());
}

void GraphLegend::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) fitToContents();
}

}  // namespace pinfold::ui
