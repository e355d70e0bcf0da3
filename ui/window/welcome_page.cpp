#include "ui/window/welcome_page.h"

#include "ui/session/files.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"

#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace pinfold::ui {
namespace {

constexpr int columnWidth = 60 * grid;

}  // namespace

WelcomePage::WelcomePage(Files& files, QWidget* parent) : QWidget(parent), files_(files), recent_(new QVBoxLayout) {
    setObjectName(QStringLiteral("welcomePage"));
    setAccessibleName(tr("Welcome"));

    auto* title = new QLabel(tr("Pinfold"), this);
    title->setFont(displayFont());
    auto* subtitle = new QLabel(
        tr("Takes a compiled neural network to a microcontroller, and shows where every byte of it lives."), this);
    subtitle->setWordWrap(true);
    auto* sample = new QPushButton(icon(QStringLiteral("media-playback-start")), tr("Try the &sample"), this);
    sample->setObjectName(QStringLiteral("welcomeSample"));
    sample->setAccessibleName(tr("Try the sample"));
    sample->setDefault(true);
    sample->setToolTip(
        tr("A network that reads handwritten digits, for an emulated board: press Deploy, and see it pass"));
    connect(sample, &QPushButton::clicked, this, &WelcomePage::sampleRequested);
    auto* hint =
        new QLabel(tr("A network that reads handwritten digits, for a board that is emulated here. Open it, press "
                      "Deploy, and see its 397 answers checked."),
                   this);
    hint->setWordWrap(true);
    hint->setForegroundRole(QPalette::PlaceholderText);
    auto* drop =
        new QLabel(tr("Model Library Format archives (model.tar) from TVM 0.8 to 0.18, or a .pinfold deployment. You "
                      "can drop them anywhere on this window."),
                   this);
    drop->setWordWrap(true);
    drop->setForegroundRole(QPalette::PlaceholderText);
    auto* open = new QPushButton(icon(QStringLiteral("document-open")), tr("&Open an archive…"), this);
    open->setObjectName(QStringLiteral("welcomeOpen"));
    open->setAccessibleName(tr("Open an archive"));
    connect(open, &QPushButton::clicked, this, &WelcomePage::openRequested);

    auto* column = new QWidget(this);
    column->setFixedWidth(columnWidth);
    auto* inner = new QVBoxLayout(column);
    inner->setSpacing(2 * grid);
    inner->addWidget(title);
    inner->addWidget(subtitle);
    inner->addSpacing(grid);
    inner->addWidget(sample, 0, Qt::AlignLeft);
    inner->addWidget(hint);
    inner->addSpacing(grid);
    inner->addWidget(open, 0, Qt::AlignLeft);
    inner->addWidget(drop);
    inner->addSpacing(grid);
    inner->addLayout(recent_);
    // Stretches instead of an alignment: that would not ask for the height that wrapped text needs.
    auto* centred = new QHBoxLayout;
    centred->addStretch(1);
    centred->addWidget(column);
    centred->addStretch(1);
    auto* outer = new QVBoxLayout(this);
    outer->addStretch(1);
    outer->addLayout(centred);
    outer->addStretch(2);

    connect(&files_, &Files::recentChanged, this, &WelcomePage::fillRecent);
    fillRecent();
}

void WelcomePage::fillRecent() {
    while (QLayoutItem* item = recent_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const QStringList paths = files_.recent();
    if (paths.isEmpty()) return;
    auto* heading = new QLabel(tr("Recent"), this);
    heading->setFont(headingFont());
    recent_->addWidget(heading);
    for (const QString& path : paths) {
        auto* button = new QPushButton(QFileInfo(path).fileName(), this);
        button->setObjectName(QStringLiteral("welcomeRecent"));
        button->setFlat(true);
        button->setToolTip(path);
        button->setAccessibleName(tr("Open %1").arg(path));
        connect(button, &QPushButton::clicked, this, [this, path] { emit fileRequested(path); });
        recent_->addWidget(button, 0, Qt::AlignLeft);
    }
}

}  // namespace pinfold::ui
