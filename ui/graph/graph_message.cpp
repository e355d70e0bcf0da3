#include "ui/graph/graph_message.h"

#include "ui/style/theme.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace pinfold::ui {
namespace {

constexpr int widest = 64 * grid;

}  // namespace

GraphMessage::GraphMessage(QWidget* parent)
    : QWidget(parent), title_(new QLabel(this)), text_(new QLabel(this)), button_(new QPushButton(this)) {
    setObjectName(QStringLiteral("graphMessage"));
    setAccessibleName(tr("Why there is no graph"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    title_->setObjectName(QStringLiteral("graphMessageTitle"));
    title_->setAccessibleName(tr("Message"));
    title_->setFont(headingFont());
    title_->setAlignment(Qt::AlignHCenter);
    text_->setObjectName(QStringLiteral("graphMessageText"));
    text_->setAccessibleName(tr("More about it"));
    text_->setTextFormat(Qt::PlainText);
    text_->setWordWrap(true);
    text_->setAlignment(Qt::AlignHCenter);
    text_->setMaximumWidth(widest);
    button_->setObjectName(QStringLiteral("graphMessageButton"));
    connect(button_, &QPushButton::clicked, this, [this] {
        if (remedy_) remedy_->trigger();
    });

    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(grid);
    layout->addStretch(1);
    layout->addWidget(title_);
    auto* middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(text_, 100);
    middle->addStretch(1);
    layout->addLayout(middle);
    layout->addWidget(button_, 0, Qt::AlignHCenter);
    layout->addStretch(2);
}

void GraphMessage::say(const QString& title, const QString& text, QAction* remedy) {
    title_->setText(title);
    text_->setText(text);
    text_->setVisible(!text.isEmpty());
    remedy_ = remedy;
    button_->setVisible(remedy != nullptr);
    if (!remedy) return;
    button_->setText(remedy->text());
    button_->setAccessibleName(remedy->statusTip());
    button_->setToolTip(remedy->toolTip());
}

}  // namespace pinfold::ui
