// What the planner proposes, a button beside each: what would help where models do not fit, and constants that
// are worth copying to RAM.
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
    // Hides itself where there are none. Of many, the first are shown and the others on request.
    void showProposals(std::vector<Proposal> proposals);

private:
    void showRows();

    QString help_;
    std::vector<Proposal> proposals_;
    bool expanded_ = false;
    QWidget* rows_ = nullptr;
};

}  // namespace pinfold::ui
