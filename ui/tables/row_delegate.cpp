#include "ui/tables/row_delegate.h"

#include "ui/session/session.h"
#include "ui/style/theme.h"
#include "ui/tables/table_model.h"
#include "ui/widgets/rows_view.h"

#include <QComboBox>
#include <QTimer>

namespace pinfold::ui {
namespace {

constexpr int hoverStrength = 48;  // of 255: over the row's background

bool isConstant(const Models& models, const Item& item) {
    if (item.kind != Item::Kind::tensor) return false;
    const Model& model = models[static_cast<std::size_t>(item.model)];
    return model.tensors[static_cast<std::size_t>(item.index)].role == TensorRole::constant;
}

}  // namespace

RowDelegate::RowDelegate(Session& session, std::function<void(int, const PlaceChoice&)> chosen, QObject* parent)
    : QStyledItemDelegate(parent), session_(session), chosen_(std::move(chosen)) {}

QWidget* RowDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const {
    const Board* board = session_.board();
    if (!board || !session_.models()) return nullptr;
    auto* combo = new QComboBox(parent);
    combo->setObjectName(QStringLiteral("placeEditor"));
    combo->setAccessibleName(tr("Place"));
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    const bool constant = isConstant(*session_.models(), index.data(itemRole).value<Item>());
    for (const PlaceChoice& choice : placeChoices(*board, constant)) {
        combo->addItem(textOf(choice), QVariant::fromValue(choice));
    }
    connect(combo, &QComboBox::activated, this, [this, combo] {
        combo->setProperty("chosen", true);
        auto* delegate = const_cast<RowDelegate*>(this);
        emit delegate->commitData(combo);
        emit delegate->closeEditor(combo);
    });
    QTimer::singleShot(0, combo, &QComboBox::showPopup);
    return combo;
}

void RowDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
    auto* combo = qobject_cast<QComboBox*>(editor);
    const auto choice =
        choiceOf(session_.document().deployment().plan.pins, *session_.models(), index.data(itemRole).value<Item>());
    for (int i = 0; choice && i < combo->count(); ++i) {
        if (combo->itemData(i).value<PlaceChoice>() == *choice) combo->setCurrentIndex(i);
    }
    if (!choice) combo->setCurrentIndex(-1);
}

void RowDelegate::setModelData(QWidget* editor, QAbstractItemModel*, const QModelIndex& index) const {
    const auto* combo = qobject_cast<QComboBox*>(editor);
    // Leaving the cell without a choice changes nothing.
    if (combo->property("chosen").toBool()) chosen_(index.row(), combo->currentData().value<PlaceChoice>());
}

void RowDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    const Item hovered = session_.selection().hovered();
    const bool lit = hovered && index.data(itemRole).value<Item>() == hovered;
    if (!lit) return;
    QColor light = theme().hover;
    light.setAlpha(hoverStrength);
    option->backgroundBrush = light;
}

}  // namespace pinfold::ui
