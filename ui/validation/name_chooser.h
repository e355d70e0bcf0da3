// A combo box of names that may be long: elided in the middle, whole in the tooltip.
#pragma once

#include <QStringList>

class QComboBox;
class QWidget;

namespace pinfold::ui {

QComboBox* makeNameChooser(QWidget* parent, const QString& name, const QString& title);

// Takes the place of the names before, without a signal; the same name stays chosen. Hides where there is nothing to
// choose.
void fillNames(QComboBox& chooser, const QStringList& names);

}  // namespace pinfold::ui
