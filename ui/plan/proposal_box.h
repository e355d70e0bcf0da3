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
    ProposalBox(const QString& name, const QString& title, const QString& help, QWidget* parent = nullptr);
    // Hides itself where there are none. `more`: how many there are beside these.
    void showProposals(const std::vector<Proposal>& proposals, std::size_t more = 0);

private:
    QString help_;
    QWidget* rows_ = nullptr;
};

}  // namespace pinfold::ui
