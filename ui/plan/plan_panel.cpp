#include "ui/plan/plan_panel.h"

#include "ui/plan/comparison_dialog.h"
#include "ui/plan/entry_list.h"
#include "ui/plan/option_form.h"
#include "ui/plan/plan_words.h"
#include "ui/plan/pool_list.h"
#include "ui/plan/proposal_box.h"
#include "ui/plan/remedies.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"
#include "ui/text/words.h"
#include "ui/widgets/column_scroll.h"
#include "ui/widgets/elided_label.h"

#include <QFormLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace pinfold::ui {
namespace {

QLabel* makeLabel(QWidget* parent, const char* name, const QString& title) {
    auto* label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setAccessibleName(title);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

void colour(QLabel& label, const QColor& colour) {
    QPalette palette = label.palette();
    palette.setColor(QPalette::WindowText, colour);
    label.setPalette(palette);
}

}  // namespace

PlanPanel::PlanPanel(Session& session, Actions& actions, QWidget* parent) : QWidget(parent), session_(session) {
    setObjectName(QStringLiteral("planPanel"));
    setAccessibleName(tr("Plan"));
    setWindowTitle(tr("Plan"));
    makeActions(actions);
    auto* scroll = new ColumnScroll(this);
    scroll->setObjectName(QStringLiteral("planScroll"));
    scroll->setAccessibleName(tr("Plan"));
    auto* page = new QWidget(scroll);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(grid, grid, grid, grid);
    layout->setSpacing(2 * grid);
    makeHead(*layout, actions);
    makeInfeasible(*layout);
    makeFigures(*layout);
    makeButtons(*layout, actions);
    makeLists(*layout);
    layout->addStretch();
    scroll->setWidget(page);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);

    connect(&session_, &Session::planStageChanged, this, &PlanPanel::showStage);
    connect(&session_, &Session::planChanged, this, &PlanPanel::showPlan);
    connect(&session_, &Session::modelsChanged, this, &PlanPanel::showStage);
    connect(&session_.jobs(), &JobRunner::progressed, this, &PlanPanel::showProgress);
    showPlan();
    showStage();
}

void PlanPanel::makeActions(Actions& actions) {
    cancel_ = actions.add(
        {QStringLiteral("plan.cancel"), tr("&Cancel Planning"), QStringLiteral("dialog-cancel"),
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Period), tr("Stop planning; the plan before stays"), Menu::plan},
        [this] { session_.cancelPlanning(); });
    keep_ = actions.add({QStringLiteral("plan.keep"), tr("&Keep for Comparison"), QStringLiteral("bookmark-new"),
                         QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_K),
                         tr("Remember this plan, to compare later ones with it"), Menu::plan},
                        [this] { kept_ = session_.plan(); });
    compare_ = actions.add({QStringLiteral("plan.compare"), tr("Co&mpare…"), QStringLiteral("vcs-diff"),
                            QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C),
                            tr("This plan beside the one before, a kept one, or another board's"), Menu::plan},
                           [this] { compare(); });
}

void PlanPanel::makeHead(QVBoxLayout& layout, Actions& actions) {
    headline_ = makeLabel(this, "planHeadline", tr("How the plan stands"));
    headline_->setFont(headingFont());
    detail_ = makeLabel(this, "planDetail", tr("What is proven"));
    difference_ = makeLabel(this, "planDifference", tr("Difference to the plan before"));
    difference_->setToolTip(
        tr("Against the plan before this one: bytes of each region, and predicted cycles that an inference spends on "
           "access to memory."));
    work_ = new QWidget(this);
    work_->setObjectName(QStringLiteral("planWork"));
    workText_ = new ElidedLabel(work_);
    workText_->setObjectName(QStringLiteral("planWorkText"));
    workText_->setAccessibleName(tr("What the planner is doing"));
    workText_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    workText_->setFont(captionFont());
    workBar_ = new QProgressBar(work_);
    workBar_->setObjectName(QStringLiteral("planProgress"));
    workBar_->setAccessibleName(tr("Progress of planning"));
    workBar_->setTextVisible(false);
    workBar_->setFixedHeight(grid);
    auto* stop = new QToolButton(work_);
    stop->setObjectName(QStringLiteral("planCancel"));
    stop->setDefaultAction(actions[QStringLiteral("plan.cancel")]);
    stop->setText(tr("Cancel"));
    stop->setAccessibleName(tr("Cancel planning"));
    auto* line = new QHBoxLayout;
    line->setSpacing(grid);
    line->addWidget(workBar_, 1);
    line->addWidget(stop);
    auto* work = new QVBoxLayout(work_);
    work->setContentsMargins(0, 0, 0, 0);
    work->setSpacing(grid / 4);
    work->addLayout(line);
    work->addWidget(workText_);
    auto* head = new QVBoxLayout;
    head->setSpacing(grid / 2);
    head->addWidget(headline_);
    head->addWidget(detail_);
    head->addWidget(difference_);
    head->addWidget(work_);
    layout.addLayout(head);
}

void PlanPanel::makeInfeasible(QVBoxLayout& layout) {
    infeasible_ = new QWidget(this);
    infeasible_->setObjectName(QStringLiteral("planInfeasible"));
    reason_ = makeLabel(infeasible_, "planReason", tr("Why there is no plan"));
    remedies_ = new ProposalBox(QStringLiteral("remedies"), tr("What would help, each alone"),
                                tr("Each was tried by the planner and found to be enough."), infeasible_);
    auto* box = new QVBoxLayout(infeasible_);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(grid);
    box->addWidget(reason_);
    box->addWidget(remedies_);
    layout.addWidget(infeasible_);
}

QLabel* PlanPanel::addFigure(QFormLayout& form, const QString& name, const QString& title, const QString& help) {
    auto* label = new QLabel(title, figures_);
    auto* value = new QLabel(figures_);
    value->setObjectName(name);
    value->setAccessibleName(title);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (QLabel* part : {label, value}) {
        part->setToolTip(help);
        part->setWhatsThis(help);
    }
    form.addRow(label, value);
    return value;
}

void PlanPanel::makeFigures(QVBoxLayout& layout) {
    figures_ = new QWidget(this);
    figures_->setObjectName(QStringLiteral("planFigures"));
    pools_ = new PoolList(figures_);
    auto* form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(grid / 2);
    cost_ = addFigure(*form, QStringLiteral("planCost"), tr("Memory access"),
                      tr("Predicted cycles that an inference of every model spends on access to buffers and constants: "
                         "reads and writes, each at its region's cost of a 32-bit word."));
    order_ = addFigure(*form, QStringLiteral("planOrder"), tr("Order of execution"),
                       tr("Proven: no other order of the operators has a smaller peak."));
    stack_ = addFigure(*form, QStringLiteral("planStack"), tr("Stack"),
                       tr("Reserved for the stack, in the board's stack region."));
    time_ = addFigure(*form, QStringLiteral("planTime"), tr("Planned in"), tr("How long the planner took."));
    copies_ = new ProposalBox(QStringLiteral("copies"), tr("Constants worth copying to RAM"),
                              tr("There is room for them, and reading them there takes fewer cycles. They are copied "
                                 "when the firmware starts."),
                              figures_);
    oldPlan_ = new QLabel(tr("The plan before"), figures_);
    oldPlan_->setObjectName(QStringLiteral("oldPlan"));
    oldPlan_->setFont(headingFont());
    oldPlan_->setToolTip(tr("The newest plan that could be made; it is not of the deployment as it is now."));
    auto* box = new QVBoxLayout(figures_);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(2 * grid);
    box->addWidget(oldPlan_);
    box->addWidget(pools_);
    box->addLayout(form);
    box->addWidget(copies_);
    layout.addWidget(figures_);
}

void PlanPanel::makeButtons(QVBoxLayout& layout, Actions& actions) {
    auto* line = new QHBoxLayout;
    line->setSpacing(grid);
    for (const char* name : {"plan.compare", "plan.keep"}) {
        auto* button = new QToolButton(this);
        button->setObjectName(QLatin1String(name) + QStringLiteral(".button"));
        button->setDefaultAction(actions[QLatin1String(name)]);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAccessibleName(button->text());
        line->addWidget(button);
    }
    line->addStretch();
    layout.addLayout(line);
}

void PlanPanel::makeLists(QVBoxLayout& layout) {
    for (const PlanOption& option : planOptions()) {
        if (std::holds_alternative<OptionTexts>(option.value)) layout.addWidget(new EntryList(session_, option, this));
    }
    auto* title = new QLabel(tr("Options"), this);
    title->setFont(headingFont());
    layout.addWidget(title);
    layout.addWidget(new OptionForm(session_, this));
}

void PlanPanel::showStage() {
    const Stage stage = session_.planStage();
    const bool planned = session_.plan() != nullptr;
    work_->setVisible(stage == Stage::working);
    workBar_->setRange(0, 0);
    workText_->clear();
    cancel_->setEnabled(stage == Stage::working);
    keep_->setEnabled(planned);
    compare_->setEnabled(planned || stage == Stage::failed);
    infeasible_->setVisible(stage == Stage::failed);
    // What is below is the plan before, then.
    oldPlan_->setVisible(stage == Stage::failed);
    detail_->setVisible(planned && stage != Stage::failed);
    difference_->setVisible(planned && session_.planBefore() && stage != Stage::failed);
    copies_->setEnabled(stage != Stage::failed);
    colour(*headline_, stage == Stage::failed ? theme().bad : theme().text);
    if (stage == Stage::failed) {
        showError(*session_.planError());
    } else if (planned) {
        headline_->setText(stage == Stage::working ? tr("Planning again…") : tr("Everything has its place"));
    } else {
        const bool noBoard = session_.models() && session_.document().deployment().board.empty();
        headline_->setText(stage == Stage::working ? tr("Planning…")
                           : noBoard               ? tr("Choose a board to plan for.")
                                                   : tr("Nothing is open."));
    }
}

void PlanPanel::showError(const Error& error) {
    // What would help has buttons here.
    const bool hasButtons = error.advice == Advice::makeWhatHelps;
    const QString message = hasButtons ? QString::fromStdString(error.message) : errorText(error);
    headline_->setText(breakable(message.section(u'\n', 0, 0)));
    QString reason = message.section(u'\n', 1);
    while (reason.endsWith(u'\n')) reason.chop(1);
    reason_->setText(breakable(reason));
    reason_->setVisible(!reason_->text().isEmpty());
    std::vector<Proposal> proposals;
    for (const Remedy& remedy : remediesOf(error)) {
        proposals.push_back(
            {QString::fromStdString(remedy.text), [this, remedy] { applyRemedy(session_.document(), remedy); }});
    }
    remedies_->showProposals(proposals);
}

void PlanPanel::showPlan() {
    const auto& facts = session_.plan();
    const auto& before = session_.planBefore();
    figures_->setVisible(facts != nullptr);
    if (!facts) return;
    const Plan& plan = facts->plan;
    detail_->setText(proofText(plan));
    if (before) difference_->setText(differenceText(before->plan, plan));
    pools_->showPools(plan);
    cost_->setText(costText(plan));
    order_->setText(orderText(plan));
    stack_->setText(bytesText(plan.stackBytes));
    time_->setText(durationText(facts->seconds));
    std::vector<Proposal> proposals;
    for (const ConstantProposal& proposal : plan.proposals) {
        const QString name = QString::fromStdString(proposal.name);
        const QString model = QString::fromStdString(proposal.model);
        proposals.push_back(
            {tr("%1 to %2: %3")
                 .arg(session_.models()->size() > 1 ? tr("%1 of %2").arg(name, model) : name,
                      QString::fromStdString(proposal.region), tr("saves %1").arg(cyclesText(proposal.savedCycles))),
             [this, proposal] { applyProposal(session_.document(), proposal, session_.models()->size()); }});
    }
    copies_->showProposals(std::move(proposals));
}

void PlanPanel::showProgress(const QString& lane, const Progress& progress) {
    if (lane != QLatin1String("plan") || session_.planStage() != Stage::working) return;
    workText_->setText(QString::fromStdString(progress.message));
    workBar_->setRange(0, progress.fraction >= 0 ? 1000 : 0);
    if (progress.fraction >= 0) workBar_->setValue(static_cast<int>(progress.fraction * 1000));
}

void PlanPanel::compare() {
    auto* dialog = new ComparisonDialog(session_, kept_, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

}  // namespace pinfold::ui
