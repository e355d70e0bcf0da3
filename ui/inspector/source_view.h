// A kernel's C, not to be edited, with the plan's ticks in the margin.
#pragma once

#include "ui/inspector/kernel_source.h"

#include <QPlainTextEdit>

namespace pinfold::ui {

class CHighlighter;

class SourceView : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit SourceView(QWidget* parent = nullptr);

    void show(const KernelSource& source);
    // What the margin says at a height of it, in its pixels; empty: nothing.
    [[nodiscard]] QString marginTextAt(int y) const;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    class Margin;
    void paintMargin(QPainter& painter, const QRect& area) const;
    [[nodiscard]] const StatementMark* markOfLine(int line) const;
    void layOutMargin();
    void start(int line);

    CHighlighter* colours_;
    Margin* margin_;
    std::vector<StatementMark> marks_;
    QString text_;  // as it was given: the document's may differ in characters that look the same
    int startLine_ = 0;
};

}  // namespace pinfold::ui
