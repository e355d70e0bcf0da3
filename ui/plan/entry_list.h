// One of the plan's options that is a list which the user writes: pins, buffers that stay, memory that is reserved.
// Entries are judged as they are typed, beside the window.
#pragma once

#include "plan/options.h"
#include "ui/session/session.h"

#include <QWidget>

#include <string>
#include <vector>

class QLabel;
class QLineEdit;
class QListWidget;
class QToolButton;

namespace pinfold::ui {

class EntryList : public QWidget {
    Q_OBJECT

public:
    // `option`: one of the table, whose value is OptionTexts. The widget is called after it: "pinList".
    EntryList(Session& session, const PlanOption& option, QWidget* parent = nullptr);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeWidgets();
    void showEntries();
    void judge();
    void tell(const QString& fault, bool mayAdd);
    void addTyped();
    void dropChosen();

    [[nodiscard]] const std::vector<std::string>& entries() const;

    Session& session_;
    const PlanOption& option_;
    const OptionTexts& texts_;
    const QString name_;
    QLabel* title_;
    QListWidget* list_;
    QLineEdit* line_;
    QToolButton* add_;
    QToolButton* drop_;
    QLabel* fault_;
};

}  // namespace pinfold::ui
