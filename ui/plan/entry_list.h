// A list of the plan's options that the user writes: pins, buffers that stay,
// memory that is reserved. Entries are judged as they are typed, beside the
// window.
#pragma once

#include "base/result.h"
#include "plan/plan.h"
#include "ui/session/session.h"

#include <QWidget>

#include <functional>
#include <string>
#include <vector>

class QLabel;
class QLineEdit;
class QListWidget;
class QToolButton;

namespace pinfold::ui {

// Whether one more entry may be added; runs on another thread.
using EntryCheck = std::function<Result<void>(const Models&, const Board&, const PlanOptions&, const std::string&)>;
Result<void> checkPin(const Models& models, const Board& board, const PlanOptions& options, const std::string& pin);
Result<void> checkKeep(const Models& models, const Board& board, const PlanOptions& options, const std::string& what);
Result<void> checkReserve(const Models& models, const Board& board, const PlanOptions& options,
                          const std::string& reserve);

struct EntryListSpec {
    QString name;  // of the widget, and of the job that checks
    QString title;
    QString help;     // what it is and how it is written
    QString example;  // as placeholder
    QString addText;  // of the step that is undone: "Add pin %1"
    QString dropText;
    std::vector<std::string> PlanOptions::*entries;
    EntryCheck check;
};

class EntryList : public QWidget {
    Q_OBJECT

public:
    EntryList(Session& session, const EntryListSpec& spec, QWidget* parent = nullptr);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeWidgets();
    void showEntries();
    void judge();
    void say(const QString& fault, bool mayAdd);
    void addTyped();
    void dropChosen();

    Session& session_;
    const EntryListSpec spec_;
    QLabel* title_;
    QListWidget* list_;
    QLineEdit* line_;
    QToolButton* add_;
    QToolButton* drop_;
    QLabel* fault_;
};

}  // namespace pinfold::ui
