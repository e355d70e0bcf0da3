#include "ui/plan/option_form.h"

#include "ui/session/session.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>

namespace pinfold::ui {
namespace {

constexpr int largestAlignment = 256;
constexpr int largestStack = 1 << 24;
constexpr int stackStep = 256;
constexpr double longestSearch = 3600;  // seconds

void introduce(QWidget* widget, const QString& name, const QString& title, const QString& help) {
    widget->setObjectName(name);
    widget->setAccessibleName(title);
    widget->setToolTip(help);
    widget->setWhatsThis(help);
}

void addRow(QFormLayout& form, QWidget* widget, const QString& name, const QString& title, const QString& help) {
    introduce(widget, name, title, help);
    auto* label = new QLabel(title, form.parentWidget());
    label->setToolTip(help);
    label->setBuddy(widget);
    form.addRow(label, widget);
}

}  // namespace

OptionForm::OptionForm(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      lifetimes_(new QComboBox(this)),
      alignment_(new QComboBox(this)),
      stack_(new QSpinBox(this)),
      timeLimit_(new QDoubleSpinBox(this)),
      keepInputs_(new QCheckBox(tr("Keep inputs until the model has run"), this)),
      concurrent_(new QCheckBox(tr("Models run at the same time"), this)) {
    setObjectName(QStringLiteral("planOptions"));
    setAccessibleName(tr("Options of the plan"));
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(grid);
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    makeLifetimes(*form);
    makeAlignment(*form);
    makeStack(*form);
    makeTimeLimit(*form);
    makeSwitches(*form);
    connect(&session_.document(), &Document::changed, this, &OptionForm::showDocument);
    connect(&session_, &Session::modelsChanged, this, &OptionForm::showDocument);
    showDocument();
}

void OptionForm::makeLifetimes(QFormLayout& form) {
    lifetimes_->addItem(tr("Statement"), static_cast<int>(Lifetimes::statement));
    lifetimes_->addItem(tr("Operator"), static_cast<int>(Lifetimes::wholeOperator));
    lifetimes_->addItem(tr("None"), static_cast<int>(Lifetimes::none));
    addRow(form, lifetimes_, QStringLiteral("lifetimesCombo"), tr("Lifetimes"),
           tr("Statement: memory lives only as long as statements of kernels use "
              "it.\nOperator: as long as whole "
              "operators, as TVM plans.\nNone: no two buffers share an address; "
              "to check the others against."));
    connect(lifetimes_, &QComboBox::activated, this, [this](int index) {
        session_.document().change(
            tr("Plan with lifetimes by %1").arg(lifetimes_->itemText(index).toLower()), [&](Deployment& deployment) {
                deployment.plan.lifetimes = static_cast<Lifetimes>(lifetimes_->itemData(index).toInt());
            });
    });
}

void OptionForm::makeAlignment(QFormLayout& form) {
    for (int bytes = 1; bytes <= largestAlignment; bytes *= 2) alignment_->addItem(bytesText(bytes), bytes);
    addRow(form, alignment_, QStringLiteral("alignmentCombo"), tr("Alignment"),
           tr("Every buffer starts at a multiple of it. Regions of the board may "
              "ask for more."));
    connect(alignment_, &QComboBox::activated, this, [this](int index) {
        session_.document().change(tr("Align to %1").arg(alignment_->itemText(index)), [&](Deployment& deployment) {
            deployment.plan.alignment = alignment_->itemData(index).toInt();
        });
    });
}

void OptionForm::makeStack(QFormLayout& form) {
    stack_->setRange(0, largestStack);
    stack_->setSingleStep(stackStep);
    stack_->setGroupSeparatorShown(true);
    stack_->setSuffix(tr(" B"));
    stack_->setKeyboardTracking(false);
    addRow(form, stack_, QStringLiteral("stackBytes"), tr("Stack"),
           tr("Bytes of the board's stack region that pools leave to the stack. "
              "Automatic: what runtime and interrupts "
              "need, and the largest kernel's local arrays."));
    connect(stack_, &QSpinBox::valueChanged, this, [this](int bytes) {
        session_.document().change(
            tr("Reserve stack"),
            [&](Deployment& deployment) {
                deployment.plan.stackBytes = bytes > 0 ? std::optional<std::int64_t>(bytes) : std::nullopt;
            },
            QStringLiteral("stackBytes"));
    });
}

void OptionForm::makeTimeLimit(QFormLayout& form) {
    timeLimit_->setRange(0, longestSearch);
    timeLimit_->setDecimals(1);
    timeLimit_->setSuffix(tr(" s"));
    timeLimit_->setSpecialValueText(tr("None"));
    timeLimit_->setKeyboardTracking(false);
    addRow(form, timeLimit_, QStringLiteral("timeLimit"), tr("Time limit"),
           tr("Of all searches together. With a limit, the plan may differ from "
              "computer to computer; without one the "
              "same input gives the same plan."));
    connect(timeLimit_, &QDoubleSpinBox::valueChanged, this, [this](double seconds) {
        session_.document().change(
            tr("Limit the time of planning"),
            [&](Deployment& deployment) {
                deployment.plan.timeLimitSeconds = seconds > 0 ? std::optional<double>(seconds) : std::nullopt;
            },
            QStringLiteral("timeLimit"));
    });
}

void OptionForm::makeSwitches(QFormLayout& form) {
    introduce(keepInputs_, QStringLiteral("keepInputsBox"), keepInputs_->text(),
              tr("Otherwise an input's bytes are used for something else once it "
                 "has been read."));
    introduce(concurrent_, QStringLiteral("concurrentBox"), concurrent_->text(),
              tr("They share no bytes then. Otherwise one runs after the other, "
                 "in the same memory."));
    form.addRow(keepInputs_);
    form.addRow(concurrent_);
    connect(keepInputs_, &QCheckBox::clicked, this, [this](bool checked) {
        session_.document().change(checked ? tr("Keep inputs") : tr("Let inputs go"),
                                   [&](Deployment& deployment) { deployment.plan.keepInputs = checked; });
    });
    connect(concurrent_, &QCheckBox::clicked, this, [this](bool checked) {
        session_.document().change(checked ? tr("Run models at the same time") : tr("Run models one at a time"),
                                   [&](Deployment& deployment) { deployment.plan.concurrent = checked; });
    });
}

void OptionForm::showDocument() {
    const PlanOptions& options = session_.document().deployment().plan;
    for (QWidget* field : {static_cast<QWidget*>(stack_), static_cast<QWidget*>(timeLimit_)}) field->blockSignals(true);
    lifetimes_->setCurrentIndex(lifetimes_->findData(static_cast<int>(options.lifetimes)));
    const int alignment = static_cast<int>(options.alignment);
    if (alignment_->findData(alignment) < 0) alignment_->addItem(bytesText(alignment), alignment);
    alignment_->setCurrentIndex(alignment_->findData(alignment));
    const auto& models = session_.models();
    stack_->setSpecialValueText(models ? tr("Automatic: %1").arg(bytesText(defaultStackBytes(*models)))
                                       : tr("Automatic"));
    stack_->setValue(static_cast<int>(options.stackBytes.value_or(0)));
    timeLimit_->setValue(options.timeLimitSeconds.value_or(0));
    keepInputs_->setChecked(options.keepInputs);
    concurrent_->setChecked(options.concurrent);
    concurrent_->setVisible(options.concurrent || (models && models->size() > 1));
    for (QWidget* field : {static_cast<QWidget*>(stack_), static_cast<QWidget*>(timeLimit_)})
        field->blockSignals(false);
}

}  // namespace pinfold::ui
