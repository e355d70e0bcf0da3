#include "ui/inspector/source_view.h"

#include "ui/inspector/c_highlighter.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"

#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>
#include <QToolTip>

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr int barWidth = grid / 2;  // beside the lines of a statement
constexpr int tabColumns = 4;
constexpr int linesBefore = 2;  // the one that is shown first

}  // namespace

class SourceView::Margin : public QWidget {
public:
    explicit Margin(SourceView& view) : QWidget(&view), view_(view) {
        setObjectName(QStringLiteral("tickMargin"));
        setAccessibleName(SourceView::tr("Ticks"));
    }

protected:
    void paintEvent(QPaintEvent* event) override {
        QPainter painter(this);
        view_.paintMargin(painter, event->rect());
    }
    bool event(QEvent* event) override {
        if (event->type() == QEvent::ToolTip) {
            const auto* help = static_cast<QHelpEvent*>(event);
            QToolTip::showText(help->globalPos(), view_.marginTextAt(help->pos().y()), this);
            return true;
        }
        return QWidget::event(event);
    }

private:
    SourceView& view_;
};

SourceView::SourceView(QWidget* parent)
    : QPlainTextEdit(parent), colours_(new CHighlighter(document())), margin_(new Margin(*this)) {
    setObjectName(QStringLiteral("kernelSource"));
    setAccessibleName(tr("Source of the kernel"));
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setFrameShape(QFrame::NoFrame);
    setFont(codeFont());
    setTabStopDistance(tabColumns * fontMetrics().horizontalAdvance(u' '));
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& area, int scrolled) {
        if (scrolled != 0) {
            margin_->scroll(0, scrolled);
        } else {
            margin_->update(0, area.y(), margin_->width(), area.height());
        }
    });
}

void SourceView::show(const KernelSource& source) {
    marks_ = source.marks;
    const bool sameText = text_ == source.text;
    text_ = source.text;
    if (!sameText) setPlainText(text_);
    if (!sameText || startLine_ != source.startLine) start(source.startLine);
    layOutMargin();
    margin_->update();
}

// The cursor, too: the first key would scroll back to where it is.
void SourceView::start(int line) {
    startLine_ = line;
    setTextCursor(QTextCursor(document()->findBlockByNumber(line)));
    verticalScrollBar()->setValue(std::max(0, line - linesBefore));
}

void SourceView::layOutMargin() {
    int largest = 0;
    for (const StatementMark& mark : marks_) largest = std::max(largest, mark.tick);
    const int width =
        marks_.empty() ? 0 : fontMetrics().horizontalAdvance(countText(largest)) + barWidth + grid + grid / 2;
    setViewportMargins(width, 0, 0, 0);
    const QRect inside = contentsRect();
    margin_->setGeometry(inside.left(), inside.top(), width, inside.height());
}

const StatementMark* SourceView::markOfLine(int line) const {
    const auto after = std::upper_bound(marks_.begin(), marks_.end(), line,
                                        [](int l, const StatementMark& mark) { return l < mark.firstLine; });
    if (after == marks_.begin()) return nullptr;
    const StatementMark& mark = *std::prev(after);
    return line <= mark.lastLine ? &mark : nullptr;
}

void SourceView::paintMargin(QPainter& painter, const QRect& area) const {
    const Theme& look = theme();
    painter.fillRect(area, look.window);
    painter.setFont(font());
    QTextBlock block = firstVisibleBlock();
    double top = blockBoundingGeometry(block).translated(contentOffset()).top();
    for (; block.isValid() && top <= area.bottom(); block = block.next()) {
        const double height = blockBoundingRect(block).height();
        const StatementMark* mark = block.isVisible() ? markOfLine(block.blockNumber()) : nullptr;
        if (mark && mark->tick >= 0) {
            const QColor colour = mark->peak ? look.bad : mark->tick % 2 == 0 ? look.accent : look.muted;
            painter.fillRect(QRectF(margin_->width() - barWidth - 2, top, barWidth, height), colour);
            if (block.blockNumber() == mark->firstLine) {
                painter.setPen(mark->peak ? look.bad : look.text);
                painter.drawText(QRectF(0, top, margin_->width() - barWidth - grid, height),
                                 Qt::AlignRight | Qt::AlignVCenter, countText(mark->tick));
            }
        }
        top += height;
    }
}

QString SourceView::marginTextAt(int y) const {
    const StatementMark* mark = markOfLine(cursorForPosition(QPoint(0, y)).blockNumber());
    if (!mark) return {};
    if (mark->tick < 0) return tr("This statement uses no memory of the plan: it is no tick.");
    QString text = tr("Tick %1").arg(countText(mark->tick));
    if (!mark->alive.isEmpty()) text += u'\n' + tr("Alive: %1").arg(mark->alive);
    if (mark->peak) text += u'\n' + tr("Here the most bytes are alive.");
    return text;
}

void SourceView::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    layOutMargin();
}

void SourceView::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        colours_->rehighlight();
        margin_->update();
    }
}

}  // namespace pinfold::ui
