#include "ui/inspector/inspector.h"

#include "ui/inspector/facts_model.h"
#include "ui/inspector/source_view.h"
#include "ui/session/place_choice.h"
#include "ui/style/theme.h"
#include "ui/widgets/elided_label.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace pinfold::ui {
namespace {

QToolButton* makeButton(QWidget* parent, QAction* action, const QString& name) {
    auto* button = new QToolButton(parent);
    button->setObjectName(name);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAccessibleName(action->text());
    return button;
}

}  // namespace

Inspector::Inspector(Session& session, Actions& actions, QWidget* parent)
    : QWidget(parent),
      session_(session),
      title_(new ElidedLabel(this)),
      subtitle_(new ElidedLabel(this)),
      places_(new QMenu(this)),
      factsModel_(new FactsModel(this)),
      facts_(new QTableView(this)),
      sourceTitle_(new ElidedLabel(this)),
      sourceNote_(new QLabel(this)),
      whole_(new QCheckBox(tr("Whole file"), this)),
      source_(new SourceView(this)),
      parts_(new QSplitter(Qt::Vertical, this)),
      empty_(new QLabel(this)) {
    setObjectName(QStringLiteral("inspector"));
    setAccessibleName(tr("Inspector"));
    setWindowTitle(tr("Inspector"));
    makeActions(actions);
    head_ = makeHead(actions);
    makeFacts();
    sourcePart_ = makeSource();
    parts_->setObjectName(QStringLiteral("inspectorParts"));
    parts_->setChildrenCollapsible(false);
    parts_->addWidget(facts_);
    parts_->addWidget(sourcePart_);
    parts_->setStretchFactor(0, 1);
    parts_->setStretchFactor(1, 2);
    empty_->setObjectName(QStringLiteral("inspectorEmpty"));
    empty_->setAccessibleName(tr("State of the inspector"));
    empty_->setWordWrap(true);
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setMargin(2 * grid);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(head_);
    layout->addWidget(parts_, 1);
    layout->addWidget(empty_, 1);

    connect(&session_.selection(), &Selection::selectedChanged, this, &Inspector::showSelected);
    connect(&session_, &Session::modelsChanged, this, &Inspector::learn);
    connect(&session_, &Session::planChanged, this, &Inspector::learn);
    connect(&session_, &Session::reportsChanged, this, &Inspector::showSelected);
    connect(&session_.document(), &Document::changed, this, &Inspector::showSelected);
    learn();
}

void Inspector::makeActions(Actions& actions) {
    actions.add(
        {QStringLiteral("selection.place"), tr("&Place Selected Item…"), QStringLiteral("object-locked"),
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L), tr("Choose a memory for what is selected"), Menu::edit},
        [this] {
            fillPlaces();
            places_->popup(place_->isVisible() ? place_->mapToGlobal(QPoint(0, place_->height()))
                                               : window()->geometry().center());
        });
    actions.add({QStringLiteral("selection.unpin"), tr("&Unpin Selected Item"), QStringLiteral("object-unlocked"),
                 QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_U), tr("Let the planner decide about what is selected"),
                 Menu::edit},
                [this] {
                    const Item item = session_.selection().selected();
                    if (modelFacts_) unpin(session_.document(), modelFacts_->models(), {&item, 1});
                });
    wholeFile_ =
        actions.add({QStringLiteral("inspector.wholeFile"), tr("&Whole Source File"),
                     QStringLiteral("format-text-code"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_W),
                     tr("Show all of the source file that the kernel is in, scrolled to the kernel"), Menu::view},
                    [this] { showSource(); });
    wholeFile_->setCheckable(true);
}

QWidget* Inspector::makeHead(Actions& actions) {
    auto* head = new QWidget(this);
    head->setObjectName(QStringLiteral("inspectorHead"));
    title_->setObjectName(QStringLiteral("inspectorTitle"));
    title_->setAccessibleName(tr("Name of what is selected"));
    title_->setFont(headingFont());
    title_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    subtitle_->setObjectName(QStringLiteral("inspectorSubtitle"));
    subtitle_->setAccessibleName(tr("What it is"));
    subtitle_->setFont(captionFont());
    place_ = makeButton(head, actions[QStringLiteral("selection.place")], QStringLiteral("inspectorPlace"));
    place_->setText(tr("Pin to…"));
    unpin_ = makeButton(head, actions[QStringLiteral("selection.unpin")], QStringLiteral("inspectorUnpin"));
    unpin_->setText(tr("Unpin"));
    places_->setObjectName(QStringLiteral("inspectorPlaces"));
    places_->setAccessibleName(tr("Places"));

    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, grid / 2, 0, 0);
    buttons->setSpacing(grid);
    buttons->addWidget(place_);
    buttons->addWidget(unpin_);
    buttons->addStretch();
    auto* layout = new QVBoxLayout(head);
    layout->setContentsMargins(grid, grid, grid, grid);
    layout->setSpacing(grid / 4);
    layout->addWidget(title_);
    layout->addWidget(subtitle_);
    layout->addLayout(buttons);
    return head;
}

void Inspector::makeFacts() {
    facts_->setObjectName(QStringLiteral("inspectorFacts"));
    facts_->setAccessibleName(tr("Facts about what is selected"));
    facts_->setModel(factsModel_);
    facts_->setSelectionBehavior(QAbstractItemView::SelectRows);
    facts_->setSelectionMode(QAbstractItemView::SingleSelection);
    facts_->setShowGrid(false);
    facts_->setWordWrap(false);
    facts_->setTextElideMode(Qt::ElideMiddle);
    facts_->setFrameShape(QFrame::NoFrame);
    facts_->setMouseTracking(true);
    facts_->setTabKeyNavigation(false);
    facts_->verticalHeader()->hide();
    facts_->verticalHeader()->setDefaultSectionSize(3 * grid);
    facts_->horizontalHeader()->hide();
    facts_->horizontalHeader()->setMinimumSectionSize(0);
    facts_->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    facts_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    facts_->viewport()->installEventFilter(this);
    const auto follow = [this](const QModelIndex& index) {
        if (const Item link = factsModel_->linkOf(index)) session_.selection().select(link);
    };
    connect(facts_, &QTableView::clicked, this, follow);
    connect(facts_, &QTableView::activated, this, follow);
    connect(facts_, &QTableView::entered, this, [this](const QModelIndex& index) {
        const Item link = factsModel_->linkOf(index);
        session_.selection().hover(link);
        facts_->viewport()->setCursor(link ? Qt::PointingHandCursor : Qt::ArrowCursor);
    });
}

QWidget* Inspector::makeSource() {
    auto* part = new QWidget(this);
    part->setObjectName(QStringLiteral("inspectorSource"));
    sourceTitle_->setObjectName(QStringLiteral("kernelTitle"));
    sourceTitle_->setAccessibleName(tr("Kernel or file whose source is shown"));
    sourceTitle_->setFont(captionFont());
    sourceTitle_->setMargin(grid / 2);
    sourceNote_->setObjectName(QStringLiteral("kernelNote"));
    sourceNote_->setAccessibleName(tr("Note about the kernel"));
    sourceNote_->setWordWrap(true);
    sourceNote_->setMargin(grid);
    whole_->setObjectName(QStringLiteral("inspectorWholeFile"));
    whole_->setAccessibleName(titleOf(*wholeFile_));
    whole_->setToolTip(wholeFile_->toolTip());
    connect(whole_, &QCheckBox::clicked, wholeFile_, &QAction::trigger);
    connect(wholeFile_, &QAction::toggled, whole_, &QCheckBox::setChecked);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(0, 0, grid / 2, grid / 2);
    head->addWidget(sourceTitle_, 1);
    head->addWidget(whole_);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(sourceNote_);
    layout->addWidget(source_, 1);
    return part;
}

// Indices of large plans are made beside the window; until then what was known before is shown.
void Inspector::learn() {
    const QString lane = QStringLiteral("inspector");
    if (!session_.models()) {
        session_.jobs().drop(lane);
        modelFacts_ = nullptr;
        return showSelected();
    }
    if (modelFacts_ && &modelFacts_->models() != session_.models().get()) {
        modelFacts_ = nullptr;
        showSelected();
    }
    using Shared = std::shared_ptr<const ModelFacts>;
    session_.jobs().start<Shared>(
        lane,
        [models = session_.models(), facts = session_.plan()](const CancelToken&, const ProgressSink&)
            -> Outcome<Shared> { return std::make_shared<const ModelFacts>(models, facts); },
        [this](Outcome<Shared> outcome) {
            if (!outcome.ok() || isCancelled(*outcome)) return;
            modelFacts_ = std::get<0>(*outcome);
            showSelected();
        });
}

void Inspector::showSelected() {
    const Item item = session_.selection().selected();
    if (!modelFacts_ || !item) return showNothing();
    const auto& pins = session_.document().deployment().plan.pins;
    ItemFacts facts = factsAbout(*modelFacts_, item, pins, session_.reports().get());
    title_->setText(facts.title);
    subtitle_->setText(facts.subtitle);
    factsModel_->setFacts(std::move(facts.facts));
    fitFacts();
    const bool hasMemory = item.kind != Item::Kind::op;
    place_->setVisible(hasMemory);
    unpin_->setVisible(hasMemory && !exactPinsOf(pins, modelFacts_->models(), item).empty());
    showSource();
    head_->show();
    parts_->show();
    empty_->hide();
}

void Inspector::showSource() {
    if (!modelFacts_) return;
    const SourceExtent extent = wholeFile_->isChecked() ? SourceExtent::wholeFile : SourceExtent::kernel;
    const KernelSource source = kernelSource(*modelFacts_, session_.selection().selected(), extent);
    sourceTitle_->setText(source.title);
    sourceNote_->setText(source.note);
    sourceNote_->setVisible(!source.note.isEmpty());
    source_->show(source);
    source_->setVisible(!source.text.isEmpty());
    whole_->setVisible(!source.text.isEmpty());
    sourcePart_->setVisible(!source.title.isEmpty());
}

// What is what keeps to half of the width; what does not fit is elided, never scrolled to.
void Inspector::fitFacts() {
    facts_->resizeColumnToContents(0);
    facts_->setColumnWidth(0, std::min(facts_->columnWidth(0), facts_->viewport()->width() / 2));
}

void Inspector::showNothing() {
    factsModel_->setFacts({});
    source_->show({});
    head_->hide();
    parts_->hide();
    empty_->setText(session_.models() ? tr("Select an operator, a tensor or a workspace in any view.")
                                      : tr("Nothing is open."));
    empty_->show();
}

bool Inspector::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Leave) session_.selection().hover({});
    if (event->type() == QEvent::Resize) fitFacts();
    return QWidget::eventFilter(watched, event);
}

void Inspector::fillPlaces() {
    places_->clear();
    const Item item = session_.selection().selected();
    const Board* board = session_.board();
    const bool hasMemory = modelFacts_ && item && item.kind != Item::Kind::op;
    if (!hasMemory || !board) {
        places_->addAction(hasMemory ? tr("Choose a board first") : tr("Select a tensor or a workspace first"))
            ->setEnabled(false);
        return;
    }
    const bool constant = item.kind == Item::Kind::tensor && modelFacts_->tensor(item).role == TensorRole::constant;
    const auto now = choiceOf(session_.document().deployment().plan.pins, modelFacts_->models(), item);
    for (const PlaceChoice& choice : placeChoices(*board, constant)) {
        QAction* action = places_->addAction(textOf(choice), this, [this, item, choice] {
            if (modelFacts_) place(session_.document(), modelFacts_->models(), {&item, 1}, choice);
        });
        action->setCheckable(true);
        action->setChecked(now == choice);
    }
}

}  // namespace pinfold::ui
