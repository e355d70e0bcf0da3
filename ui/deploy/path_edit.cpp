#include "ui/deploy/path_edit.h"

#include "ui/deploy/deploy_words.h"
#include "ui/style/theme.h"

#include <QDropEvent>
#include <QMimeData>
#include <QUrl>

namespace pinfold::ui {
namespace {

constexpr int roomForFrame = 2 * grid;
constexpr int roomForClearButton = 3 * grid;

// The one local file that is dragged; empty if it is anything else.
QString draggedFile(const QMimeData& data) {
    const QList<QUrl> urls = data.urls();
    return urls.size() == 1 ? urls.front().toLocalFile() : QString();
}

}  // namespace

PathEdit::PathEdit(QWidget* parent) : QLineEdit(parent) {
    setClearButtonEnabled(true);
    connect(this, &QLineEdit::editingFinished, this, &PathEdit::commit);
    connect(this, &QLineEdit::textEdited, this, [this](const QString& text) {
        if (text.isEmpty()) commit();
    });
}

void PathEdit::setHelp(const QString& help) {
    help_ = help;
    showPath();
}

void PathEdit::setPath(const std::filesystem::path& path) {
    path_ = path;
    showPath();
}

void PathEdit::showPath() {
    const QString whole = textOf(path_);
    setToolTip(whole.isEmpty() ? help_ : QStringLiteral("%1\n%2").arg(help_, whole));
    if (hasFocus()) {
        if (!isModified()) setText(whole);
        return;
    }
    const int room = width() - roomForFrame - roomForClearButton;
    setText(fontMetrics().elidedText(textOf(path_.filename()), Qt::ElideMiddle, room));
    setCursorPosition(0);
}

void PathEdit::commit() {
    if (!isModified()) return;
    setModified(false);
    const std::filesystem::path typed = pathFrom(text());
    if (typed != path_) emit chosen(typed);
}

void PathEdit::focusInEvent(QFocusEvent* event) {
    if (!isModified()) setText(textOf(path_));
    QLineEdit::focusInEvent(event);
}

void PathEdit::focusOutEvent(QFocusEvent* event) {
    QLineEdit::focusOutEvent(event);
    showPath();
}

void PathEdit::resizeEvent(QResizeEvent* event) {
    QLineEdit::resizeEvent(event);
    showPath();
}

void PathEdit::dragEnterEvent(QDragEnterEvent* event) {
    if (draggedFile(*event->mimeData()).isEmpty()) return QLineEdit::dragEnterEvent(event);
    event->acceptProposedAction();
}

void PathEdit::dropEvent(QDropEvent* event) {
    const QString file = draggedFile(*event->mimeData());
    if (file.isEmpty()) return QLineEdit::dropEvent(event);
    event->acceptProposedAction();
    setModified(false);
    emit chosen(pathFrom(file));
}

}  // namespace pinfold::ui
