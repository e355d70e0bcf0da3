// Things that the planner proposes, a button beside each: what would help where
// models do not fit, and constants that are worth copying to RAM.
#pragma once

#include <QString>
#include <QWidget>

#include <functional>
#include <vector>

namespace pinfold::ui {

struct Proposal {
    QString text;  // a sentence
    std::function<void()> apply;
};

class ProposalBox : public QWidget {
    Q_OBJECT

public:
    // `most`: more proposals than these are counted, not shown.
    ProposalBox(const QString& name, const QString& title, const QString& help, int most, QWidget* parent = nullptr);
    // Hides itself where there are none.
    void showProposals(const std::vector<Proposal>& proposals);

private:
    QString help_;
    int most_;
    QWidget* rows_ = nullptr;
};

}  // namespace pinfold::ui
