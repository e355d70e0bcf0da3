#include "ui/plan/entry_list.h"

#include "ui/plan/option_field.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"
#include "ui/text/say.h"
#include "ui/text/words.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr std::size_t maxEntries = 500;  // more are counted: the tables show whose they are
constexpr int maxRowsSeen = 6;           // of the list; more are scrolled

QToolButton* makeButton(QWidget* parent, const QString& name, const QString& iconName, const QString& text) {
    auto* button = new QToolButton(parent);
    button->setObjectName(name);
    button->setIcon(icon(iconName));
    button->setText(text);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAccessibleName(text);
    return button;
}

}  // namespace

EntryList::EntryList(Session& session, const PlanOption& option, QWidget* parent)
    : QWidget(parent),
      session_(session),
      option_(option),
      texts_(std::get<OptionTexts>(option.value)),
      name_(optionName(option) + QStringLiteral("List")),
      title_(new QLabel(say(option.label), this)),
      list_(new QListWidget(this)),
      line_(new QLineEdit(this)),
      add_(makeButton(this, name_ + QStringLiteral("Add"), QStringLiteral("list-add"), tr("Add"))),
      drop_(makeButton(this, name_ + QStringLiteral("Drop"), QStringLiteral("list-remove"), tr("Drop"))),
      fault_(new QLabel(this)) {
    setObjectName(name_);
    setAccessibleName(title_->text());
    makeWidgets();
    connect(line_, &QLineEdit::textChanged, this, &EntryList::judge);
    connect(line_, &QLineEdit::returnPressed, this, &EntryList::addTyped);
    connect(add_, &QToolButton::clicked, this, &EntryList::addTyped);
    connect(drop_, &QToolButton::clicked, this, &EntryList::dropChosen);
    connect(list_, &QListWidget::itemSelectionChanged, this,
            [this] { drop_->setEnabled(!list_->selectedItems().isEmpty()); });
    connect(&session_.document(), &Document::changed, this, [this](const Deployment& before) {
        if (before.plan.*texts_.value != entries()) showEntries();
    });
    showEntries();
    judge();
}

const std::vector<std::string>& EntryList::entries() const {
    return session_.document().deployment().plan.*texts_.value;
}

void EntryList::makeWidgets() {
    const QString help = say(option_.tip);
    title_->setObjectName(name_ + QStringLiteral("Title"));
    title_->setFont(headingFont());
    title_->setToolTip(help);
    list_->setObjectName(name_ + QStringLiteral("Entries"));
    list_->setAccessibleName(title_->text());
    list_->setToolTip(help);
    list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list_->setTextElideMode(Qt::ElideMiddle);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setUniformItemSizes(true);
    list_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    list_->installEventFilter(this);
    line_->setObjectName(name_ + QStringLiteral("Line"));
    line_->setAccessibleName(tr("Add to %1").arg(title_->text()));
    line_->setPlaceholderText(say(texts_.example));
    line_->setToolTip(help);
    line_->setClearButtonEnabled(true);
    title_->setBuddy(line_);
    fault_->setObjectName(name_ + QStringLiteral("Fault"));
    fault_->setAccessibleName(tr("What is wrong with the entry"));
    fault_->setWordWrap(true);
    fault_->setFont(captionFont());

    auto* head = new QHBoxLayout;
    head->addWidget(title_, 1);
    head->addWidget(drop_);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(grid);
    foot->addWidget(line_, 1);
    foot->addWidget(add_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid / 2);
    layout->addLayout(head);
    layout->addWidget(list_);
    layout->addLayout(foot);
    layout->addWidget(fault_);
}

void EntryList::showEntries() {
    list_->clear();
    const auto& all = entries();
    const std::size_t shown = std::min(all.size(), maxEntries);
    for (std::size_t i = 0; i < shown; ++i) {
        auto* item = new QListWidgetItem(QString::fromStdString(all[i]), list_);
        item->setToolTip(item->text());
    }
    if (shown < all.size()) {
        const auto more = static_cast<std::int64_t>(all.size() - shown);
        auto* item = new QListWidgetItem(tr("and %1 more").arg(countText(more)), list_);
        item->setFlags(Qt::NoItemFlags);
    }
    const int rows = std::min(list_->count(), maxRowsSeen);
    list_->setFixedHeight(rows * std::max(1, list_->sizeHintForRow(0)) + 2 * list_->frameWidth());
    list_->setVisible(rows > 0);
    drop_->setVisible(rows > 0);
    drop_->setEnabled(false);
}

void EntryList::tell(const QString& fault, bool mayAdd) {
    fault_->setText(fault);
    fault_->setVisible(!fault.isEmpty());
    add_->setEnabled(mayAdd);
}

void EntryList::judge() {
    const std::string entry = line_->text().trimmed().toStdString();
    const Board* board = session_.board();
    if (entry.empty() || !board || !session_.models()) {
        session_.jobs().drop(name_);
        return tell({}, false);
    }
    add_->setEnabled(false);
    session_.jobs().start<std::monostate>(
        name_,
        [check = texts_.check, models = session_.models(), board = *board,
         options = session_.document().deployment().plan,
         entry](const CancelToken&, const ProgressSink&) -> Outcome<std::monostate> {
            PINFOLD_CHECK(check(*models, board, options, entry));
            return std::monostate{};
        },
        [this](const Outcome<std::monostate>& outcome) {
            if (outcome.ok()) return tell({}, !isCancelled(*outcome));
            QString fault = errorText(outcome.error());
            // It names the entry, which stands above.
            const QString prefix = QStringLiteral("pin \"%1\": ").arg(line_->text().trimmed());
            if (fault.startsWith(prefix)) fault.remove(0, prefix.size());
            tell(fault, false);
        });
}

void EntryList::addTyped() {
    if (!add_->isEnabled()) return;
    const QString entry = line_->text().trimmed();
    session_.document().change(say(option_.change).arg(entry), [&](Deployment& deployment) {
        (deployment.plan.*texts_.value).push_back(entry.toStdString());
    });
    line_->clear();
}

void EntryList::dropChosen() {
    std::vector<std::string> chosen;
    for (const QListWidgetItem* item : list_->selectedItems()) chosen.push_back(item->text().toStdString());
    if (chosen.empty()) return;
    const QString what = chosen.size() == 1 ? QString::fromStdString(chosen.front())
                                            : tr("%n entries", nullptr, static_cast<int>(chosen.size()));
    session_.document().change(say(option_.changeBack).arg(what), [&](Deployment& deployment) {
        std::erase_if(deployment.plan.*texts_.value, [&](const std::string& entry) {
            return std::find(chosen.begin(), chosen.end(), entry) != chosen.end();
        });
    });
}

bool EntryList::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Delete)) {
        dropChosen();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace pinfold::ui
