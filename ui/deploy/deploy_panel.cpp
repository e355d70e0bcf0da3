#include "ui/deploy/deploy_panel.h"

#include "ui/deploy/deploy_form.h"
#include "ui/deploy/deploy_words.h"
#include "ui/deploy/firmware_table.h"
#include "ui/deploy/stage_delegate.h"
#include "ui/deploy/stage_detail.h"
#include "ui/deploy/stage_model.h"
#include "ui/style/theme.h"
#include "ui/text/say.h"
#include "ui/widgets/column_scroll.h"

#include <QDragEnterEvent>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace pinfold::ui {
namespace {

// The tensor file that is dragged; empty if it is anything else.
QString draggedTensorFile(const QMimeData& data) {
    const QList<QUrl> urls = data.urls();
    const QString path = urls.size() == 1 ? urls.front().toLocalFile() : QString();
    return isTensorFile(path) ? path : QString();
}

// A disabled action says why.
void enable(QAction& action, const QString& obstacle) {
    const QString tip = action.statusTip();
    action.setEnabled(obstacle.isEmpty());
    const QString keys = action.shortcut().toString(QKeySequence::NativeText);
    const QString whole = keys.isEmpty() ? tip : QStringLiteral("%1 (%2)").arg(tip, keys);
    action.setToolTip(obstacle.isEmpty() ? whole : QStringLiteral("%1\n%2").arg(whole, obstacle));
}

}  // namespace

DeployPanel::DeployPanel(Session& session, Actions& actions, const Prompts& prompts, QWidget* parent)
    : QWidget(parent),
      session_(session),
      prompts_(prompts),
      run_(session),
      reference_(session),
      stages_(new StageModel(run_, reference_, this)) {
    setObjectName(QStringLiteral("deployPanel"));
    setAccessibleName(tr("Deploy"));
    setWindowTitle(tr("Deploy"));
    setAcceptDrops(true);
    addActions(actions);

    auto* inside = new QWidget(this);
    auto* layout = new QVBoxLayout(inside);
    layout->setContentsMargins(grid, grid, grid, grid);
    layout->setSpacing(grid);
    auto* form = new DeployForm(session, run_, prompts, makeReference_, inside);
    layout->addWidget(form);
    addHead(*layout);
    addStages(*layout);
    addFirmware(*layout);
    layout->addStretch();
    auto* scroll = new ColumnScroll(this);
    scroll->setObjectName(QStringLiteral("deployScroll"));
    scroll->setAccessibleName(tr("Deploy"));
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    auto* outside = new QVBoxLayout(this);
    outside->setContentsMargins(0, 0, 0, 0);
    outside->addWidget(scroll);

    for (const StageDescription& stage : deployStages()) {
        StageRecord& record = run_.record(stage.id);
        connect(&record, &StageRecord::stateChanged, this, [this, &record] { follow(record); });
    }
    connect(&reference_.record(), &StageRecord::stateChanged, this, [this] { follow(reference_.record()); });
    connect(&run_, &DeployRun::changed, this, &DeployPanel::updateHead);
    connect(&run_, &DeployRun::started, this, &DeployPanel::wantsToBeSeen);
    connect(&run_, &DeployRun::ended, this, [this] { emit told(run_.summary()); });
    connect(&run_, &DeployRun::figuresChanged, this, &DeployPanel::updateFirmware);
    connect(&run_, &DeployRun::validated, this, &DeployPanel::validated);
    connect(&reference_, &ReferenceRun::changed, this, &DeployPanel::updateActions);
    updateHead();
    updateFirmware();
    select(0);
}

void DeployPanel::addActions(Actions& actions) {
    deploy_ =
        actions.add({QStringLiteral("deploy.deploy"), tr("&Deploy"), QStringLiteral("run-build-install"),
                     QKeySequence(Qt::CTRL | Qt::Key_D), tr("Plan, generate, build, flash and validate"), Menu::deploy},
                    [this] { run_.deploy(); });
    for (const StageDescription& stage : deployStages()) {
        if (!stage.action.text) continue;
        const QString name = QString::fromUtf8(stage.name.data(), static_cast<qsizetype>(stage.name.size()));
        QAction* action = actions.add(
            {QStringLiteral("deploy.") + name, say(stage.action.text), QString::fromLatin1(stage.action.icon),
             QKeySequence::fromString(QString::fromLatin1(stage.action.shortcut)), say(stage.action.tip), Menu::deploy},
            [this, id = stage.id] { run_.runStage(id); });
        single_.emplace_back(stage.id, action);
    }
    makeReference_ = actions.add(
        {QStringLiteral("deploy.reference"), tr("Make &Reference…"), QStringLiteral("document-new"),
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R),
         tr("Run the inputs on an emulated board or on this computer, and keep every operator's outputs as the "
            "reference"),
         Menu::deploy},
        [this] { makeReference(); });
    cancel_ = actions.add({QStringLiteral("deploy.cancel"), tr("&Cancel Deployment"), QStringLiteral("dialog-cancel"),
                           QKeySequence(Qt::CTRL | Qt::Key_Period), tr("End the running stage"), Menu::deploy},
                          [this] {
                              run_.cancel();
                              reference_.cancel();
                          });
}

void DeployPanel::addHead(QVBoxLayout& layout) {
    button_ = new QPushButton(tr("Deploy"), this);
    button_->setObjectName(QStringLiteral("deployButton"));
    button_->setAccessibleName(tr("Deploy"));
    button_->setMinimumHeight(4 * grid);
    QFont font = bodyFont();
    font.setWeight(QFont::DemiBold);
    button_->setFont(font);
    connect(button_, &QPushButton::clicked, deploy_, &QAction::trigger);
    auto* cancel = new QToolButton(this);
    cancel->setObjectName(QStringLiteral("deployCancel"));
    cancel->setDefaultAction(cancel_);
    cancel->setAccessibleName(tr("Cancel the deployment"));
    cancel->setMinimumSize(4 * grid, 4 * grid);
    cancel->setFocusPolicy(Qt::TabFocus);
    auto* row = new QHBoxLayout;
    row->setSpacing(grid);
    row->addWidget(button_, 1);
    row->addWidget(cancel);
    layout.addLayout(row);
    note_ = new QLabel(this);
    note_->setObjectName(QStringLiteral("deployNote"));
    note_->setAccessibleName(tr("What is missing, or what came of the deployment"));
    note_->setWordWrap(true);
    layout.addWidget(note_);
    paintButton();
}

void DeployPanel::addStages(QVBoxLayout& layout) {
    list_ = new QListView(this);
    list_->setObjectName(QStringLiteral("deployStages"));
    list_->setAccessibleName(tr("Stages of the deployment"));
    list_->setModel(stages_);
    list_->setItemDelegate(new StageDelegate(list_));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout.addWidget(list_);
    detail_ = new StageDetail(this);
    layout.addWidget(detail_);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(stages_, signal, this, &DeployPanel::fitStages);
    }
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& index) { select(index.row()); });
    connect(detail_, &StageDetail::overwriteRequested, &run_, &DeployRun::overwriteEdits);
    fitStages();
}

void DeployPanel::addFirmware(QVBoxLayout& layout) {
    firmwareTitle_ = new QLabel(tr("Firmware"), this);
    firmwareTitle_->setFont(headingFont());
    firmware_ = new FirmwareTable(this);
    firmwareView_ = new QTableView(this);
    firmwareView_->setObjectName(QStringLiteral("deployFirmware"));
    firmwareView_->setAccessibleName(tr("Bytes of the firmware"));
    firmwareView_->setModel(firmware_);
    firmwareView_->setSelectionBehavior(QAbstractItemView::SelectRows);
    firmwareView_->setFrameShape(QFrame::NoFrame);
    firmwareView_->setShowGrid(false);
    firmwareView_->setWordWrap(false);
    firmwareView_->setTabKeyNavigation(false);
    firmwareView_->verticalHeader()->hide();
    firmwareView_->verticalHeader()->setDefaultSectionSize(QFontMetrics(bodyFont()).height() + grid / 2);
    firmwareView_->horizontalHeader()->setHighlightSections(false);
    firmwareView_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout.addWidget(firmwareTitle_);
    layout.addWidget(firmwareView_);
}

void DeployPanel::updateFirmware() {
    firmware_->show(run_.figures());
    const int rows = firmware_->rowCount();
    firmwareTitle_->setVisible(rows > 0);
    firmwareView_->setVisible(rows > 0);
    if (rows == 0) return;
    QHeaderView& header = *firmwareView_->horizontalHeader();
    header.setSectionResizeMode(QHeaderView::ResizeToContents);
    header.setSectionResizeMode(0, QHeaderView::Stretch);
    firmwareView_->setFixedHeight(header.sizeHint().height() +
                                  rows * firmwareView_->verticalHeader()->defaultSectionSize() + grid / 2);
}

void DeployPanel::fitStages() {
    const int row = list_->sizeHintForRow(0);
    list_->setFixedHeight(row * stages_->rowCount());
}

// What has just begun or failed is what one wants to see.
void DeployPanel::follow(const StageRecord& record) {
    if (record.state() == StageState::running || record.state() == StageState::failed) select(stages_->rowOf(record));
    updateActions();
    if (record.state() == StageState::failed) emit wantsToBeSeen();
}

void DeployPanel::select(int row) {
    if (row < 0) return;
    const QModelIndex index = stages_->index(row);
    if (list_->currentIndex() != index) return list_->setCurrentIndex(index);  // comes back here
    detail_->show(stages_->record(row));
    updateActions();
}

void DeployPanel::makeReference() {
    const ReferencePlace place = prompts_.chooseReferencePlace(window());
    if (place == ReferencePlace::nowhere) return;
    const QString file =
        prompts_.exportFile(window(), tr("Write reference"), reference_.suggestedFile(), tr("Tensor files (*.npz)"));
    if (file.isEmpty()) return;
    const auto output = pathFrom(file.endsWith(QLatin1String(".npz")) ? file : file + QStringLiteral(".npz"));
    if (place == ReferencePlace::emulator) return reference_.startOnBoard(output);
    reference_.startHere(output,
                         {[this](const QStringList& archives) { return prompts_.trustArchives(window(), archives); },
                          [this](const QString& cause) { return prompts_.runWithoutSandbox(window(), cause); }});
}

void DeployPanel::updateActions() {
    enable(*deploy_, run_.obstacle());
    button_->setEnabled(deploy_->isEnabled());
    button_->setToolTip(deploy_->toolTip());
    for (const auto& [stage, action] : single_) enable(*action, run_.obstacle(stage));
    enable(*makeReference_, reference_.obstacle());
    const bool runs = run_.isRunning() || reference_.isRunning();
    enable(*cancel_, runs ? QString() : tr("Nothing is running."));
    const int row = list_->currentIndex().row();
    const bool refused = row >= 0 && !run_.isRunning() && &stages_->record(row) == run_.refusal();
    detail_->offerOverwriting(refused);
    const bool current =
        run_.record(DeployStage::build).state() == StageState::done && !run_.record(DeployStage::build).isOutdated();
    firmwareTitle_->setText(current ? tr("Firmware") : tr("Firmware of the last build"));
}

void DeployPanel::updateHead() {
    updateActions();
    QString note = run_.summary();
    if (run_.isRunning()) {
        note = tr("Deploying to %1").arg(textOf(run_.projectFolder().filename()));
    } else if (const QString obstacle = run_.obstacle(); !obstacle.isEmpty()) {
        note = obstacle;
    } else if (note.isEmpty()) {
        const QString missing = run_.obstacle(DeployStage::validate);
        note = missing.isEmpty() ? tr("Ready to deploy.") : tr("Ready to deploy. %1").arg(missing);
    }
    note_->setText(note);
    note_->setToolTip(tr("The C project goes to %1").arg(textOf(run_.projectFolder())));
}

void DeployPanel::paintButton() {
    QPalette colors = palette();
    colors.setColor(QPalette::Active, QPalette::Button, theme().accent);
    colors.setColor(QPalette::Inactive, QPalette::Button, theme().accent);
    colors.setColor(QPalette::Active, QPalette::ButtonText, theme().accentText);
    colors.setColor(QPalette::Inactive, QPalette::ButtonText, theme().accentText);
    button_->setPalette(colors);
}

void DeployPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange) return;
    paintButton();
    list_->viewport()->update();
}

void DeployPanel::dragEnterEvent(QDragEnterEvent* event) {
    if (!draggedTensorFile(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void DeployPanel::dropEvent(QDropEvent* event) {
    const QString path = draggedTensorFile(*event->mimeData());
    if (path.isEmpty()) return;
    event->acceptProposedAction();
    findChild<DeployForm*>()->setInputs(pathFrom(path));
}

}  // namespace pinfold::ui
