#include "ui/session/document.h"

#include <QFileInfo>
#include <QUndoCommand>

#include <utility>

namespace pinfold::ui {

// The whole deployment before and after: it is small, and nothing can be forgotten.
class Document::Step : public QUndoCommand {
public:
    Step(Document& document, const QString& text, Deployment after, const QString& series)
        : QUndoCommand(text),
          document_(document),
          before_(document.deployment()),
          after_(std::move(after)),
          series_(series) {}

    void undo() override { document_.set(before_); }
    void redo() override { document_.set(after_); }
    [[nodiscard]] int id() const override { return series_.isEmpty() ? -1 : 1; }
    bool mergeWith(const QUndoCommand* other) override {
        const auto* next = dynamic_cast<const Step*>(other);
        if (!next || next->series_ != series_) return false;
        after_ = next->after_;
        setObsolete(before_ == after_);
        return true;
    }

private:
    Document& document_;
    Deployment before_;
    Deployment after_;
    QString series_;
};

Document::Document(QObject* parent) : QObject(parent) {
    connect(&undo_, &QUndoStack::cleanChanged, this, [this](bool clean) { emit modifiedChanged(!clean); });
}

// Emptying the undo stack is no news to listeners, some of which may be gone.
Document::~Document() { undo_.blockSignals(true); }

QString Document::title() const {
    if (!path_.isEmpty()) return QFileInfo(path_).fileName();
    if (deployment_.archives.empty()) return tr("untitled");
    return QString::fromStdString(deployment_.archives.front().filename().string());
}

void Document::change(const QString& text, const std::function<void(Deployment&)>& edit, const QString& series) {
    Deployment after = deployment_;
    edit(after);
    if (after == deployment_) return;
    undo_.push(new Step(*this, text, std::move(after), series));
}

void Document::replace(Deployment deployment, const QString& path, Origin origin) {
    undo_.clear();
    origin_ = origin;
    set(deployment);
    if (path_ != path) {
        path_ = path;
        emit pathChanged(path_);
    }
    if (origin == Origin::saved) {
        undo_.setClean();
    } else {
        undo_.resetClean();
    }
    emit modifiedChanged(isModified());
    emit replaced();
}

void Document::markSaved(const QString& path, const Deployment& saved) {
    if (path_ != path) {
        path_ = path;
        emit pathChanged(path_);
    }
    if (deployment_ == saved) undo_.setClean();
}

void Document::set(const Deployment& deployment) {
    const Deployment before = std::exchange(deployment_, deployment);
    emit changed(before);
}

}  // namespace pinfold::ui
