#include "ui/plan/option_field.h"

#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/text/say.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSignalBlocker>
#include <QSpinBox>

#include <functional>

namespace pinfold::ui {
namespace {

constexpr std::int64_t maxAlignment = 256;  // that is offered; documents may hold others
constexpr int maxBytes = 1 << 24;
constexpr int byteStep = 256;
constexpr double maxSeconds = 3600;

// Makes the field of one option; a function for each kind.
class FieldMaker {
public:
    FieldMaker(Session& session, const PlanOption& option, QWidget* parent)
        : session_(session), option_(option), parent_(parent) {}

    QWidget* operator()(const OptionFlag& flag) const;
    QWidget* operator()(const OptionChoice& choice) const;
    QWidget* operator()(const OptionAlignment& alignment) const;
    QWidget* operator()(const OptionBytes& bytes) const;
    QWidget* operator()(const OptionSeconds& seconds) const;
    QWidget* operator()(const OptionTexts&) const { return nullptr; }

private:
    [[nodiscard]] const PlanOptions& now() const { return session_.document().deployment().plan; }

    // Calls `show` now and after every change of the document or the models, while `field` is there.
    void follow(QWidget* field, const std::function<void()>& show) const {
        QObject::connect(&session_.document(), &Document::changed, field, show);
        QObject::connect(&session_, &Session::modelsChanged, field, show);
        show();
    }
    // Steps of fields in which one types are one step.
    static void change(Session& session, const QString& step, const std::function<void(PlanOptions&)>& edit,
                       const QString& series = {}) {
        session.document().change(
            step, [&](Deployment& deployment) { edit(deployment.plan); }, series);
    }
    QComboBox* makeCombo() const {
        auto* combo = new QComboBox(parent_);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        return combo;
    }

    Session& session_;
    const PlanOption& option_;
    QWidget* parent_;
};

QWidget* FieldMaker::operator()(const OptionFlag& flag) const {
    auto* box = new QCheckBox(say(option_.label), parent_);
    QObject::connect(box, &QCheckBox::clicked, box, [&session = session_, &option = option_, flag](bool checked) {
        change(session, say(checked ? option.change : option.changeBack),
               [&](PlanOptions& options) { options.*flag.value = checked; });
    });
    follow(box, [maker = *this, box, flag] {
        const bool on = maker.now().*flag.value;
        box->setChecked(on);
        if (maker.option_.place != OptionPlace::several) return;
        const auto& models = maker.session_.models();
        box->setVisible(on || (models && models->size() > 1));
    });
    return box;
}

QWidget* FieldMaker::operator()(const OptionChoice& choice) const {
    QComboBox* combo = makeCombo();
    for (const OptionWord& word : choice.words) combo->addItem(say(word.label), word.value);
    QObject::connect(combo, &QComboBox::activated, combo,
                     [&session = session_, &option = option_, combo, choice](int index) {
                         change(session, say(option.change).arg(combo->itemText(index).toLower()),
                                [&](PlanOptions& options) { choice.set(options, combo->itemData(index).toInt()); });
                     });
    follow(combo, [maker = *this, combo, choice] { combo->setCurrentIndex(combo->findData(choice.get(maker.now()))); });
    return combo;
}

QWidget* FieldMaker::operator()(const OptionAlignment& alignment) const {
    QComboBox* combo = makeCombo();
    const auto add = [combo](std::int64_t bytes) { combo->addItem(bytesText(bytes), QVariant::fromValue(bytes)); };
    for (std::int64_t bytes = 1; bytes <= maxAlignment; bytes *= 2) {
        if (alignment.check(bytes).ok()) add(bytes);
    }
    QObject::connect(
        combo, &QComboBox::activated, combo, [&session = session_, &option = option_, combo, alignment](int index) {
            change(session, say(option.change).arg(combo->itemText(index)),
                   [&](PlanOptions& options) { options.*alignment.value = combo->itemData(index).toLongLong(); });
        });
    follow(combo, [maker = *this, combo, alignment, add] {
        const std::int64_t bytes = maker.now().*alignment.value;
        if (combo->findData(QVariant::fromValue(bytes)) < 0) add(bytes);
        combo->setCurrentIndex(combo->findData(QVariant::fromValue(bytes)));
    });
    return combo;
}

QWidget* FieldMaker::operator()(const OptionBytes& bytes) const {
    auto* box = new QSpinBox(parent_);
    box->setRange(0, maxBytes);
    box->setSingleStep(byteStep);
    box->setGroupSeparatorShown(true);
    box->setSuffix(say(" B"));
    box->setKeyboardTracking(false);
    QObject::connect(box, &QSpinBox::valueChanged, box, [&session = session_, &option = option_, bytes](int value) {
        change(
            session, say(option.change),
            [&](PlanOptions& options) {
                options.*bytes.value = value > 0 ? std::optional<std::int64_t>(value) : std::nullopt;
            },
            optionName(option));
    });
    follow(box, [maker = *this, box, bytes] {
        const QSignalBlocker blocker(box);
        const auto& models = maker.session_.models();
        box->setSpecialValueText(models ? say("Automatic: %1").arg(bytesText(bytes.automatic(*models)))
                                        : say("Automatic"));
        box->setValue(static_cast<int>((maker.now().*bytes.value).value_or(0)));
    });
    return box;
}

QWidget* FieldMaker::operator()(const OptionSeconds& seconds) const {
    auto* box = new QDoubleSpinBox(parent_);
    box->setRange(0, maxSeconds);
    box->setDecimals(1);
    box->setSuffix(say(" s"));
    box->setSpecialValueText(say("None"));
    box->setKeyboardTracking(false);
    QObject::connect(box, &QDoubleSpinBox::valueChanged, box,
                     [&session = session_, &option = option_, seconds](double value) {
                         change(
                             session, say(option.change),
                             [&](PlanOptions& options) {
                                 options.*seconds.value = value > 0 ? std::optional<double>(value) : std::nullopt;
                             },
                             optionName(option));
                     });
    follow(box, [maker = *this, box, seconds] {
        const QSignalBlocker blocker(box);
        box->setValue((maker.now().*seconds.value).value_or(0));
    });
    return box;
}

}  // namespace

QString optionName(const PlanOption& option) {
    return QString::fromUtf8(option.name.data(), static_cast<qsizetype>(option.name.size()));
}

QWidget* makeOptionField(Session& session, const PlanOption& option, QWidget* parent) {
    QWidget* field = std::visit(FieldMaker(session, option, parent), option.value);
    if (!field) return nullptr;
    QString title = say(option.label);
    field->setObjectName(optionName(option) + QStringLiteral("Field"));
    field->setAccessibleName(title.remove(u'&'));
    field->setToolTip(say(option.tip));
    field->setWhatsThis(field->toolTip());
    return field;
}

}  // namespace pinfold::ui
