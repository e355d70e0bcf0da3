#include "ui/validation/name_chooser.h"

#include "ui/style/theme.h"

#include <QComboBox>
#include <QSignalBlocker>

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr int widestName = 24 * grid;

}  // namespace

QComboBox* makeNameChooser(QWidget* parent, const QString& name, const QString& title) {
    auto* chooser = new QComboBox(parent);
    chooser->setObjectName(name);
    chooser->setAccessibleName(title);
    chooser->setToolTip(title);
    chooser->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return chooser;
}

void fillNames(QComboBox& chooser, const QStringList& names) {
    const QSignalBlocker blocker(&chooser);
    const QString before = chooser.currentData().toString();
    chooser.clear();
    for (const QString& name : names) {
        chooser.addItem(chooser.fontMetrics().elidedText(name, Qt::ElideMiddle, widestName), name);
        chooser.setItemData(chooser.count() - 1, name, Qt::ToolTipRole);
    }
    chooser.setCurrentIndex(names.isEmpty() ? -1 : std::max(0, chooser.findData(before)));
    chooser.setVisible(chooser.count() > 1);
}

}  // namespace pinfold::ui
