#include "ui/deploy/port_combo.h"

#include "ui/deploy/deploy_words.h"

#include <QLineEdit>
#include <QPointer>
#include <QShowEvent>
#include <QSignalBlocker>
#include <QWheelEvent>

namespace pinfold::ui {
namespace {

const QString portLane = QStringLiteral("ports");

}  // namespace

PortCombo::PortCombo(Session& session, QWidget* parent) : QComboBox(parent), session_(session) {
    setEditable(true);
    setInsertPolicy(QComboBox::NoInsert);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setToolTip(
        tr("How the board is reached: its emulator, a serial port, or an address as serial:///dev/ttyACM0?baud=921600, "
           "socket://host:port or unix:///path."));
    connect(this, &QComboBox::activated, this, [this](int index) { commit(itemData(index).toString()); });
    connect(lineEdit(), &QLineEdit::editingFinished, this, [this] {
        if (!lineEdit()->isModified()) return;
        lineEdit()->setModified(false);
        const int known = findText(lineEdit()->text().trimmed(), Qt::MatchFixedString);
        commit(known >= 0 ? itemData(known).toString() : lineEdit()->text());
    });
    connect(&session_, &Session::boardsChanged, this, &PortCombo::fill);
    connect(&session_, &Session::planChanged, this, &PortCombo::fill);  // a board of a file comes with its plan
    connect(&session_.document(), &Document::changed, this, [this](const Deployment& before) {
        const Deployment& now = session_.document().deployment();
        if (before.board != now.board) return fill();
        if (before.validation.port != now.validation.port) showDocument();
    });
    fill();
}

void PortCombo::findPorts() {
    session_.jobs().start<std::vector<SerialPort>>(
        portLane,
        [](const CancelToken&, const ProgressSink&) -> Outcome<std::vector<SerialPort>> {
            return CancelledOr<std::vector<SerialPort>>(listSerialPorts());
        },
        [alive = QPointer<PortCombo>(this)](Outcome<std::vector<SerialPort>> outcome) {
            if (!alive || !outcome.ok() || isCancelled(*outcome)) return;
            alive->ports_ = std::get<0>(*std::move(outcome));
            alive->fill();
        });
}

void PortCombo::showEvent(QShowEvent* event) {
    QComboBox::showEvent(event);
    if (!event->spontaneous()) findPorts();
}

// The wheel scrolls the panel; it does not change the document.
void PortCombo::wheelEvent(QWheelEvent* event) { event->ignore(); }

void PortCombo::fill() {
    if (lineEdit()->isModified()) return;  // somebody is typing
    const QSignalBlocker blocker(this);
    const Board* board = session_.board();
    clear();
    if (board && board->emulator) {
        addItem(tr("Emulator"), QString());
        setItemData(0,
                    tr("QEMU's %1, started and ended by Pinfold").arg(QString::fromStdString(board->emulator->machine)),
                    Qt::ToolTipRole);
    }
    for (const SerialPort& port : ports_) {
        addItem(QString::fromStdString(port.path), serialUrl(port.path, board));
        const QString description = QString::fromStdString(port.description);
        setItemData(count() - 1, description.isEmpty() ? serialUrl(port.path, board) : description, Qt::ToolTipRole);
    }
    lineEdit()->setPlaceholderText(count() > 0 ? tr("Choose a port") : tr("No ports found"));
    showDocument();
}

void PortCombo::showDocument() {
    const QSignalBlocker blocker(this);
    const std::optional<std::string>& port = session_.document().deployment().validation.port;
    const QString url = QString::fromStdString(port.value_or(""));
    const int index = findData(url);
    setCurrentIndex(index);
    if (index < 0) setEditText(url);
    lineEdit()->setModified(false);
    lineEdit()->setCursorPosition(0);
}

void PortCombo::commit(const QString& text) {
    const Board* board = session_.board();
    const std::string port = portFrom(text, board);
    const QString none = board && board->emulator ? tr("Use the emulator") : tr("Clear the port");
    session_.document().change(port.empty() ? none : tr("Use port %1").arg(QString::fromStdString(port)),
                               [&](Deployment& deployment) {
                                   deployment.validation.port = port.empty() ? std::nullopt : std::optional(port);
                               });
    showDocument();
}

}  // namespace pinfold::ui
