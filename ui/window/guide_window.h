// The user guide, as it is in docs/.
#pragma once

#include <QDialog>

namespace pinfold::ui {

class GuideWindow : public QDialog {
    Q_OBJECT

public:
    explicit GuideWindow(QWidget* parent = nullptr);
};

}  // namespace pinfold::ui
