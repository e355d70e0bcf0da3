// Scrolls up and down only: never narrower than what is in it, so that nothing is cut off at the right.
#pragma once

#include <QScrollArea>

namespace pinfold::ui {

class ColumnScroll : public QScrollArea {
    Q_OBJECT

public:
    explicit ColumnScroll(QWidget* parent = nullptr);

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

}  // namespace pinfold::ui
