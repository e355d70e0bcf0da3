#include "ui/window/plan_bar.h"

#include "ui/session/session.h"
#include "ui/style/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace pinfold::ui {
namespace {

QComboBox* addCombo(QHBoxLayout& layout, const QString& name, const QString& title, const QString& help) {
    QWidget* parent = layout.parentWidget();
    auto* label = new QLabel(title, parent);
    auto* combo = new QComboBox(parent);
    combo->setObjectName(name);
    combo->setAccessibleName(title);
    combo->setToolTip(help);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    label->setBuddy(combo);
    layout.addWidget(label);
    layout.addWidget(combo);
    layout.addSpacing(grid);
    return combo;
}

}  // namespace

PlanBar::PlanBar(Session& session, QWidget* parent) : QWidget(parent), session_(session) {
    setObjectName(QStringLiteral("planBar"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(grid, 0, grid, 0);
    layout->setSpacing(grid / 2);
    board_ = addCombo(*layout, QStringLiteral("boardCombo"), tr("&Board"), tr("The board to plan and build for"));
    objective_ = addCombo(*layout, QStringLiteral("objectiveCombo"), tr("&Aim"),
                          tr("Fastest: what is used most goes to the fastest memory.\nSmallest: as little RAM as "
                             "possible, fast memory left free."));
    objective_->addItem(tr("Fastest"), static_cast<int>(Objective::cost));
    objective_->addItem(tr("Smallest"), static_cast<int>(Objective::size));
    order_ = addCombo(*layout, QStringLiteral("orderCombo"), tr("&Order"),
                      tr("Best: the operators run in the order that needs the fewest bytes.\nArchive: as the compiler "
                         "left them."));
    order_->addItem(tr("Best"), static_cast<int>(OrderChoice::best));
    order_->addItem(tr("Archive"), static_cast<int>(OrderChoice::archive));

    Document& document = session_.document();
    connect(board_, &QComboBox::activated, this, [this, &document](int index) {
        const QString id = board_->itemData(index).toString();
        document.change(tr("Choose board %1").arg(id), [&](Deployment& d) { d.board = id.toStdString(); });
    });
    connect(objective_, &QComboBox::activated, this, [this, &document](int index) {
        document.change(tr("Aim at %1").arg(objective_->itemText(index).toLower()), [&](Deployment& d) {
            d.plan.objective = static_cast<Objective>(objective_->itemData(index).toInt());
        });
    });
    connect(order_, &QComboBox::activated, this, [this, &document](int index) {
        document.change(tr("Run in %1 order").arg(order_->itemText(index).toLower()), [&](Deployment& d) {
            d.plan.order = static_cast<OrderChoice>(order_->itemData(index).toInt());
        });
    });
    connect(&session_, &Session::boardsChanged, this, &PlanBar::fillBoards);
    connect(&document, &Document::changed, this, &PlanBar::showDocument);
    fillBoards();
}

void PlanBar::fillBoards() {
    const QSignalBlocker blocker(board_);
    board_->clear();
    for (const Board& board : session_.boards().boards) {
        board_->addItem(QString::fromStdString(board.title), QString::fromStdString(board.id));
        board_->setItemData(board_->count() - 1, QString::fromStdString(board.id + " · " + board.mcu), Qt::ToolTipRole);
    }
    showDocument();
}

void PlanBar::showDocument() {
    const Deployment& deployment = session_.document().deployment();
    const QString id = QString::fromStdString(deployment.board);
    int index = board_->findData(id);
    if (index < 0 && !id.isEmpty() && board_->count() > 0) {
        board_->addItem(id, id);  // a file of the user's
        index = board_->count() - 1;
    }
    board_->setCurrentIndex(index);
    objective_->setCurrentIndex(objective_->findData(static_cast<int>(deployment.plan.objective)));
    order_->setCurrentIndex(order_->findData(static_cast<int>(deployment.plan.order)));
    setEnabled(!deployment.archives.empty());
}

}  // namespace pinfold::ui
