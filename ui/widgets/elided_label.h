// A line of text that is never cut: what does not fit is elided in the middle, with the whole text as tooltip.
#pragma once

#include <QLabel>

namespace pinfold::ui {

class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    using QLabel::QLabel;

    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
};

}  // namespace pinfold::ui
