#include "ui/window/plan_bar.h"

#include "ui/plan/option_field.h"
#include "ui/session/session.h"
#include "ui/style/theme.h"
#include "ui/text/say.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace pinfold::ui {
namespace {

void addField(QHBoxLayout& layout, QWidget* field, const QString& title) {
    auto* label = new QLabel(title, layout.parentWidget());
    label->setBuddy(field);
    layout.addWidget(label);
    layout.addWidget(field);
    layout.addSpacing(grid);
}

}  // namespace

PlanBar::PlanBar(Session& session, QWidget* parent) : QWidget(parent), session_(session) {
    setObjectName(QStringLiteral("planBar"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(grid, 0, grid, 0);
    layout->setSpacing(grid / 2);
    board_ = new QComboBox(this);
    board_->setObjectName(QStringLiteral("boardCombo"));
    board_->setAccessibleName(tr("Board"));
    board_->setToolTip(tr("The board to plan and build for"));
    board_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    addField(*layout, board_, tr("&Board"));
    for (const PlanOption& option : planOptions()) {
        if (option.place != OptionPlace::bar) continue;
        addField(*layout, makeOptionField(session, option, this), say(option.label));
    }

    Document& document = session_.document();
    connect(board_, &QComboBox::activated, this, [this, &document](int index) {
        const QString id = board_->itemData(index).toString();
        document.change(tr("Choose board %1").arg(id), [&](Deployment& d) { d.board = id.toStdString(); });
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
    setEnabled(!deployment.archives.empty());
}

}  // namespace pinfold::ui
