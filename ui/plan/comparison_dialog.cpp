#include "ui/plan/comparison_dialog.h"

#include "ui/plan/remedies.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"
#include "ui/text/words.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace pinfold::ui {
namespace {

const QString lane = QStringLiteral("compare");
constexpr QSize firstSize(90 * grid, 75 * grid);
constexpr int minFigures = 5;  // rows that there is room for, at least and at most
constexpr int maxFigures = 12;
constexpr int figureColumn = 18 * grid;

const QString beforeChoice = QStringLiteral("before");
const QString keptChoice = QStringLiteral("kept");

void prepare(QTableView* table, QAbstractItemModel* model, const QString& name, const QString& title) {
    table->setObjectName(name);
    table->setAccessibleName(title);
    table->setModel(model);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTextElideMode(Qt::ElideMiddle);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(3 * grid);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    table->horizontalHeader()->setDefaultSectionSize(figureColumn);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
}

// Drops what names memory that the board lacks; returns how many.
int dropForeign(std::vector<std::string>& entries, const Board& board, bool regionFirst) {
    const auto count = entries.size();
    std::erase_if(entries, [&](const std::string& entry) {
        const auto equals = regionFirst ? entry.find('=') : entry.rfind('=');
        if (equals == std::string::npos) return false;
        const std::string place = regionFirst ? entry.substr(0, equals) : entry.substr(equals + 1);
        // Addresses of one board mean nothing on another.
        return place.starts_with("0x") || !findRegion(board, place);
    });
    return static_cast<int>(count - entries.size());
}

QString leftText(const Session& session, const PlanFacts* left) {
    if (left) return ComparisonDialog::tr("this plan, for %1").arg(QString::fromStdString(left->board.title));
    return breakable(session.planError() ? headlineOf(*session.planError()) : ComparisonDialog::tr("no plan yet"));
}

// Why there is no plan, and what would help.
QString infeasibleText(const Error& error) {
    QString text = QString::fromStdString(error.message).trimmed();
    const std::vector<Remedy> remedies = remediesOf(error);
    if (remedies.empty()) return error.details.empty() ? errorText(error) : text;
    text += u'\n' + ComparisonDialog::tr("What would help there, each alone:");
    for (const Remedy& remedy : remedies) text += QStringLiteral("\n• ") + QString::fromStdString(remedy.text);
    return text;
}

}  // namespace

ComparisonDialog::ComparisonDialog(Session& session, std::shared_ptr<const PlanFacts> kept, QWidget* parent)
    : QDialog(parent),
      session_(session),
      left_(session.plan()),
      kept_(std::move(kept)),
      right_(new QComboBox(this)),
      message_(new QLabel(this)),
      figures_(new FigureModel(this)),
      figureTable_(new QTableView(this)),
      moverTitle_(new QLabel(this)),
      movers_(new MoverModel(this)),
      moverTable_(new QTableView(this)) {
    setObjectName(QStringLiteral("comparison"));
    setAccessibleName(tr("Compare plans"));
    setWindowTitle(tr("Compare Plans"));
    resize(firstSize);
    makeTables();
    auto* leftName = new QLabel(leftText(session, left_.get()), this);
    leftName->setWordWrap(true);
    right_->setObjectName(QStringLiteral("comparisonRight"));
    right_->setAccessibleName(tr("The plan on the right"));
    right_->setToolTip(tr("The plan before this one, one that was kept, or one that is made now for another board"));
    right_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    message_->setObjectName(QStringLiteral("comparisonMessage"));
    message_->setAccessibleName(tr("State of the comparison"));
    message_->setWordWrap(true);
    auto* sides = new QFormLayout;
    sides->setSpacing(grid);
    sides->addRow(tr("Left:"), leftName);
    sides->addRow(tr("&Right:"), right_);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * grid, 2 * grid, 2 * grid, 2 * grid);
    layout->setSpacing(grid);
    layout->addLayout(sides);
    layout->addWidget(message_);
    layout->addWidget(figureTable_);
    layout->addWidget(moverTitle_);
    layout->addWidget(moverTable_, 1);
    layout->addWidget(buttons);
    fillChoices();
    showAllFigures();
    connect(right_, &QComboBox::currentIndexChanged, this, &ComparisonDialog::choose);
    choose();
}

ComparisonDialog::~ComparisonDialog() { session_.jobs().drop(lane); }

void ComparisonDialog::makeTables() {
    prepare(figureTable_, figures_, QStringLiteral("comparisonFigures"), tr("Figures of both plans"));
    prepare(moverTable_, movers_, QStringLiteral("comparisonMovers"), tr("What changed place"));
    moverTitle_->setObjectName(QStringLiteral("comparisonMoverTitle"));
    moverTitle_->setFont(headingFont());
    moverTitle_->setToolTip(tr("Buffers and copied constants with another region or address, largest first"));
}

void ComparisonDialog::fillChoices() {
    if (session_.planBefore()) right_->addItem(tr("The plan before"), beforeChoice);
    if (kept_) right_->addItem(tr("The kept plan, for %1").arg(QString::fromStdString(kept_->board.title)), keptChoice);
    for (const Board& board : session_.boards().boards) {
        if (board.id == (left_ ? left_->board.id : session_.document().deployment().board)) continue;
        right_->addItem(tr("Board %1").arg(QString::fromStdString(board.title)), QString::fromStdString(board.id));
    }
}

void ComparisonDialog::choose() {
    const QString choice = right_->currentData().toString();
    if (choice.isEmpty()) return say(tr("There is nothing to compare with yet."));
    const auto known = choice == beforeChoice ? session_.planBefore() : choice == keptChoice ? kept_ : nullptr;
    if (known) {
        return compareWith([known](const CancelToken&, const ProgressSink&) -> Outcome<Plan> { return known->plan; });
    }
    for (const Board& board : session_.boards().boards) {
        if (QString::fromStdString(board.id) == choice) return planFor(board);
    }
    say(tr("That plan is not there any more."));
}

void ComparisonDialog::planFor(const Board& board) {
    if (!session_.models()) return say(tr("Nothing is open."));
    PlanOptions options = session_.document().deployment().plan;
    const int dropped = dropForeign(options.pins, board, false) + dropForeign(options.reserve, board, true);
    const QString note =
        dropped > 0
            ? tr("Left out, since this board lacks the memory that they name: pins and reservations, %1 in all.")
                  .arg(countText(dropped))
            : QString();
    compareWith(
        [models = session_.models(), board, options, boards = session_.boards().boards](const CancelToken& cancel,
                                                                                        const ProgressSink& progress) {
            return planLoaded(*models, board, options, boards, cancel, progress);
        },
        note);
}

void ComparisonDialog::compareWith(std::function<Outcome<Plan>(const CancelToken&, const ProgressSink&)> make,
                                   const QString& note) {
    struct Compared {
        Plan right;
        PlanComparison comparison;
    };
    say(tr("Planning…"));
    session_.jobs().start<Compared>(
        lane,
        [left = left_, make = std::move(make)](const CancelToken& cancel,
                                               const ProgressSink& progress) -> Outcome<Compared> {
            PINFOLD_TRY_OUTCOME(Plan right, make(cancel, progress));
            PlanComparison comparison = left ? comparePlans(left->plan, right) : PlanComparison();
            return Compared{std::move(right), std::move(comparison)};
        },
        [this, note](Outcome<Compared> outcome) {
            if (!outcome.ok()) return say(infeasibleText(outcome.error()));
            if (isCancelled(*outcome)) return say(tr("Planning was cancelled."));
            Compared compared = std::get<0>(*std::move(outcome));
            say(note);
            figures_->setPlans(left_ ? &left_->plan : nullptr, &compared.right);
            showAllFigures();
            if (!left_) return;
            moverTitle_->setText(
                tr("Changed place: %1").arg(countText(static_cast<std::int64_t>(compared.comparison.movers.size()))));
            movers_->setMovers(std::move(compared.comparison.movers));
        });
}

void ComparisonDialog::showAllFigures() {
    const int rows = std::clamp(figures_->rowCount(), minFigures, maxFigures);
    figureTable_->setFixedHeight(figureTable_->horizontalHeader()->sizeHint().height() +
                                 rows * figureTable_->verticalHeader()->defaultSectionSize() +
                                 2 * figureTable_->frameWidth());
}

// Instead of a plan on the right; empty: beside one.
void ComparisonDialog::say(const QString& message) {
    message_->setText(breakable(message));
    message_->setVisible(!message.isEmpty());
    figures_->setPlans(left_ ? &left_->plan : nullptr, nullptr);
    showAllFigures();
    movers_->setMovers({});
    moverTitle_->clear();
}

}  // namespace pinfold::ui
