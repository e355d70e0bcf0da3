#include "ui/plan/proposal_box.h"

#include "ui/plan/plan_words.h"
#include "ui/style/numbers.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace pinfold::ui {

ProposalBox::ProposalBox(const QString& name, const QString& title, const QString& help, QWidget* parent)
    : QWidget(parent), help_(help) {
    setObjectName(name);
    setAccessibleName(title);
    auto* head = new QLabel(title, this);
    head->setFont(headingFont());
    head->setToolTip(help);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid / 2);
    layout->addWidget(head);
}

void ProposalBox::showProposals(const std::vector<Proposal>& proposals, std::size_t more) {
    // One of its buttons may be what brought us here.
    if (rows_) {
        rows_->hide();
        rows_->deleteLater();
    }
    rows_ = new QWidget(this);
    auto* table = new QGridLayout(rows_);
    table->setContentsMargins(0, 0, 0, 0);
    table->setSpacing(grid / 2);
    table->setColumnStretch(0, 1);
    const int all = static_cast<int>(proposals.size());
    for (int row = 0; row < all; ++row) {
        const Proposal& proposal = proposals[static_cast<std::size_t>(row)];
        auto* text = new QLabel(breakable(proposal.text), rows_);
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(true);
        text->setToolTip(help_);
        auto* apply = new QPushButton(tr("Apply"), rows_);
        apply->setObjectName(objectName() + QStringLiteral("Apply%1").arg(row));
        apply->setAccessibleName(tr("Apply: %1").arg(proposal.text));
        apply->setToolTip(tr("Changes the deployment; Undo takes it back."));
        connect(apply, &QPushButton::clicked, this, [run = proposal.apply] { run(); });
        table->addWidget(text, row, 0);
        table->addWidget(apply, row, 1, Qt::AlignTop);
    }
    if (more > 0) {
        auto* rest = new QLabel(tr("and %1 more").arg(countText(static_cast<std::int64_t>(more))), rows_);
        rest->setFont(captionFont());
        table->addWidget(rest, all, 0);
    }
    layout()->addWidget(rows_);
    setVisible(all > 0);
}

}  // namespace pinfold::ui
