#include "ui/plan/proposal_box.h"

#include "ui/plan/plan_words.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"
#include "ui/text/words.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace pinfold::ui {
namespace {

constexpr int maxAtFirst = 5;

}  // namespace

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

void ProposalBox::showProposals(std::vector<Proposal> proposals) {
    proposals_ = std::move(proposals);
    showRows();
}

void ProposalBox::showRows() {
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
    const int all = static_cast<int>(proposals_.size());
    const int shown = expanded_ ? all : std::min(all, maxAtFirst);
    for (int row = 0; row < shown; ++row) {
        const Proposal& proposal = proposals_[static_cast<std::size_t>(row)];
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
    if (all > maxAtFirst) {
        auto* rest = new QToolButton(rows_);
        rest->setObjectName(objectName() + QStringLiteral("More"));
        rest->setText(expanded_ ? tr("Show fewer") : tr("Show %1 more").arg(countText(all - shown)));
        rest->setAccessibleName(rest->text());
        rest->setAutoRaise(true);
        connect(rest, &QToolButton::clicked, this, [this] {
            expanded_ = !expanded_;
            showRows();
        });
        table->addWidget(rest, shown, 0, Qt::AlignLeft);
    }
    layout()->addWidget(rows_);
    setVisible(all > 0);
}

}  // namespace pinfold::ui
