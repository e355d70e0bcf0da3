#include "ui/plan/option_form.h"

#include "ui/plan/option_field.h"
#include "ui/style/theme.h"
#include "ui/text/say.h"

#include <QFormLayout>
#include <QLabel>

#include <vector>

namespace pinfold::ui {

OptionForm::OptionForm(Session& session, QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("planOptions"));
    setAccessibleName(tr("Options of the plan"));
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(grid);
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    std::vector<QWidget*> switches;  // come last: they have no label beside them
    for (const PlanOption& option : planOptions()) {
        if (option.place == OptionPlace::bar || std::holds_alternative<OptionTexts>(option.value)) continue;
        QWidget* field = makeOptionField(session, option, this);
        if (std::holds_alternative<OptionFlag>(option.value)) {
            switches.push_back(field);
            continue;
        }
        auto* label = new QLabel(say(option.label), this);
        label->setToolTip(field->toolTip());
        label->setBuddy(field);
        form->addRow(label, field);
    }
    for (QWidget* field : switches) form->addRow(field);
}

}  // namespace pinfold::ui
