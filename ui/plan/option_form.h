// The plan's options that are no lists and do not stand above everything.
#pragma once

#include <QWidget>

namespace pinfold::ui {

class Session;

class OptionForm : public QWidget {
    Q_OBJECT

public:
    explicit OptionForm(Session& session, QWidget* parent = nullptr);
};

}  // namespace pinfold::ui
