#include "ui/window/settings_dialog.h"

#include "deploy/trust.h"
#include "ui/session/session.h"
#include "ui/style/theme.h"
#include "ui/text/words.h"
#include "ui/window/preferences.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QDir>
#include <QFormLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace pinfold::ui {
namespace {

const QString trustLane = QStringLiteral("trust");
constexpr int dialogWidth = 64 * grid;

QLabel* note(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setFont(captionFont());
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

}  // namespace

SettingsDialog::SettingsDialog(Session& session, QWidget* parent) : QDialog(parent), session_(session) {
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(dialogWidth);

    auto* form = new QFormLayout;
    form->setVerticalSpacing(grid);
    form->setHorizontalSpacing(2 * grid);
    addTheme(*form);
    addBoards(*form);
    addTrust(*form);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(2 * grid);
    layout->addLayout(form);
    layout->addStretch(1);
    layout->addWidget(buttons);
    connect(&session_, &Session::boardsChanged, this, &SettingsDialog::showFaults);
    showFaults();
    countTrusted();
}

void SettingsDialog::addTheme(QFormLayout& form) {
    auto* choice = new QComboBox(this);
    choice->setObjectName(QStringLiteral("settingsTheme"));
    choice->setAccessibleName(tr("Theme"));
    choice->addItem(tr("As the desktop"), static_cast<int>(ThemeChoice::system));
    choice->addItem(tr("Light"), static_cast<int>(ThemeChoice::light));
    choice->addItem(tr("Dark"), static_cast<int>(ThemeChoice::dark));
    choice->setCurrentIndex(choice->findData(static_cast<int>(preferredTheme())));
    connect(choice, &QComboBox::activated, this,
            [choice] { preferTheme(static_cast<ThemeChoice>(choice->currentData().toInt())); });
    form.addRow(tr("&Theme"), choice);
}

void SettingsDialog::addBoards(QFormLayout& form) {
    const QString folder = QString::fromStdString(userBoardFolder().string());
    auto* open = new QPushButton(tr("Open &Folder"), this);
    open->setObjectName(QStringLiteral("settingsBoards"));
    open->setAccessibleName(tr("Open the folder of your own boards"));
    connect(open, &QPushButton::clicked, this, [folder] {
        QDir().mkpath(folder);
        QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
    });
    form.addRow(tr("Your boards"), open);
    open->setToolTip(folder);
    form.addRow(QString(), note(tr("Board files in it are offered beside the built-in ones."), this));
    faults_ = note({}, this);
    faults_->setObjectName(QStringLiteral("settingsBoardFaults"));
    form.addRow(QString(), faults_);
}

void SettingsDialog::addTrust(QFormLayout& form) {
    trusted_ = new QLabel(this);
    trusted_->setObjectName(QStringLiteral("settingsTrusted"));
    form.addRow(tr("Trusted archives"), trusted_);
    form.addRow(QString(), note(tr("Reference outputs are computed by running an archive's kernels on this computer. "
                                   "You are asked once for each archive."),
                                this));
    forget_ = new QPushButton(tr("Forget &All"), this);
    forget_->setObjectName(QStringLiteral("settingsForget"));
    forget_->setAccessibleName(tr("Forget all trusted archives"));
    connect(forget_, &QPushButton::clicked, this, &SettingsDialog::forgetTrusted);
    form.addRow(QString(), forget_);
}

void SettingsDialog::showFaults() {
    QStringList faults;
    for (const Error& fault : session_.boards().faults) faults.append(errorText(fault));
    faults_->setText(faults.join(QLatin1Char('\n')));
    faults_->setVisible(!faults.isEmpty());
}

void SettingsDialog::countTrusted() {
    forget_->setEnabled(false);
    session_.jobs().start<std::size_t>(
        trustLane,
        [](const CancelToken&, const ProgressSink&) -> Outcome<std::size_t> {
            PINFOLD_TRY(const std::size_t count, trustedCount());
            return count;
        },
        [self = QPointer<SettingsDialog>(this)](Outcome<std::size_t> outcome) {
            if (!self) return;
            if (!outcome.ok()) return self->trusted_->setText(errorText(outcome.error()));
            const auto count = std::get<0>(*outcome);
            self->trusted_->setText(count == 0   ? tr("none")
                                    : count == 1 ? tr("1 archive")
                                                 : tr("%1 archives").arg(count));
            self->forget_->setEnabled(count > 0);
        });
}

void SettingsDialog::forgetTrusted() {
    session_.jobs().start<std::monostate>(
        trustLane,
        [](const CancelToken&, const ProgressSink&) -> Outcome<std::monostate> {
            PINFOLD_CHECK(forgetTrust());
            return std::monostate{};
        },
        [self = QPointer<SettingsDialog>(this)](const Outcome<std::monostate>& outcome) {
            if (!self) return;
            if (!outcome.ok()) return self->trusted_->setText(errorText(outcome.error()));
            self->countTrusted();
        });
}

}  // namespace pinfold::ui
