#include "ui/session/recovery.h"

#include "base/file.h"
#include "ui/text/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUuid>

#include <algorithm>
#include <utility>

namespace pinfold::ui {
namespace {

const QString copyLane = QStringLiteral("recovery.copy");
const QString lookLane = QStringLiteral("recovery.look");
const QString restoreLane = QStringLiteral("recovery.restore");
const QString discardLane = QStringLiteral("recovery.discard ");
const QString copySuffix = QStringLiteral(".recovery");
const QString originSuffix = QStringLiteral(".origin");
const QString lockSuffix = QStringLiteral(".lock");

QString beside(const QString& copy, const QString& suffix) { return copy.chopped(copySuffix.size()) + suffix; }

std::filesystem::path pathFrom(const QString& text) { return {text.toStdString()}; }

// The origin first: a copy without one would be restored under no name.
Result<void> writeCopy(const QString& copy, const Deployment& deployment, const QString& origin) {
    PINFOLD_CHECK(writeFileAtomically(pathFrom(beside(copy, originSuffix)), origin.toStdString()));
    return saveDeployment(deployment, pathFrom(copy));
}

void removeCopy(const QString& copy) {
    QFile::remove(copy);
    QFile::remove(beside(copy, originSuffix));
}

// Of a session that is gone: its lock, too.
void removeLeftover(const QString& copy) {
    removeCopy(copy);
    QFile::remove(beside(copy, lockSuffix));
}

QString originOf(const QString& copy) {
    QFile origin(beside(copy, originSuffix));
    return origin.open(QIODevice::ReadOnly) ? QString::fromUtf8(origin.readAll()) : QString();
}

// For people; a copy that cannot be read has its own name only.
QString nameOf(const QString& copy) {
    const QString origin = originOf(copy);
    if (!origin.isEmpty()) return QFileInfo(origin).fileName();
    const auto deployment = loadDeployment(pathFrom(copy));
    if (!deployment.ok() || deployment->archives.empty()) return QFileInfo(copy).fileName();
    return QString::fromStdString(deployment->archives.front().filename().string());
}

std::vector<Leftover> leftoversIn(const QString& folder, const QString& own) {
    std::vector<Leftover> found;
    for (const QFileInfo& copy : QDir(folder).entryInfoList({QLatin1Char('*') + copySuffix}, QDir::Files)) {
        if (copy.absoluteFilePath() == QFileInfo(own).absoluteFilePath()) continue;
        QLockFile lock(beside(copy.absoluteFilePath(), lockSuffix));
        lock.setStaleLockTime(0);
        if (!lock.tryLock(0)) continue;
        found.push_back({copy.absoluteFilePath(), nameOf(copy.absoluteFilePath()), copy.lastModified()});
    }
    std::sort(found.begin(), found.end(), [](const Leftover& a, const Leftover& b) { return a.time > b.time; });
    return found;
}

}  // namespace

Recovery::Recovery(Document& document, JobRunner& jobs, const QString& folder, QObject* parent)
    : QObject(parent),
      document_(document),
      jobs_(jobs),
      folder_(folder),
      copy_(QDir(folder).filePath(QUuid::createUuid().toString(QUuid::WithoutBraces) + copySuffix)) {
    timer_.setSingleShot(true);
    timer_.setInterval(delayMilliseconds);
    connect(&timer_, &QTimer::timeout, this, &Recovery::update);
    connect(&document_, &Document::changed, this, &Recovery::changed);
    connect(&document_, &Document::modifiedChanged, this, &Recovery::changed);
}

Recovery::~Recovery() {
    if (lock_) removeCopy(copy_);
}

QString Recovery::userFolder() {
    return QDir(QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation))
        .filePath(QStringLiteral("recovery"));
}

std::optional<Deployment> Recovery::wanted() const {
    if (!document_.hasUnsavedWork()) return std::nullopt;
    return document_.deployment();
}

// The timer is not started anew by further changes: who types without a pause is saved, too.
void Recovery::changed() {
    if (!timer_.isActive()) timer_.start();
}

bool Recovery::lock() {
    if (lock_) return true;
    if (!QDir().mkpath(folder_)) return false;
    auto lock = std::make_unique<QLockFile>(beside(copy_, lockSuffix));
    lock->setStaleLockTime(0);  // however long we run: only our end makes it stale
    if (!lock->tryLock(0)) return false;
    lock_ = std::move(lock);
    return true;
}

void Recovery::update() {
    std::optional<Deployment> wanted = this->wanted();
    if (busy_ || wanted == stored_) return;
    if (wanted && !lock()) return;
    busy_ = true;
    jobs_.start<std::monostate>(
        copyLane,
        [wanted, superseded = superseded_, copy = copy_, origin = document_.path()](
            const CancelToken&, const ProgressSink&) -> Outcome<std::monostate> {
            if (wanted) {
                PINFOLD_CHECK(writeCopy(copy, *wanted, origin));
                for (const QString& other : superseded) removeLeftover(other);
            } else {
                removeCopy(copy);
            }
            return std::monostate{};
        },
        [this, wanted](Outcome<std::monostate> outcome) {
            busy_ = false;
            // A full disk is told of when the user saves; until then every change tries again.
            if (!outcome.ok()) return;
            stored_ = wanted;
            if (wanted) superseded_.clear();
            if (this->wanted() != stored_) changed();
        });
}

void Recovery::look(const std::function<void(const std::vector<Leftover>&)>& found) {
    jobs_.start<std::vector<Leftover>>(
        lookLane,
        [folder = folder_, own = copy_](const CancelToken&, const ProgressSink&) -> Outcome<std::vector<Leftover>> {
            return leftoversIn(folder, own);
        },
        [found](Outcome<std::vector<Leftover>> outcome) {
            if (outcome.ok() && !isCancelled(*outcome)) found(std::get<0>(*outcome));
        });
}

void Recovery::restore(const Leftover& leftover) {
    using Restored = std::pair<Deployment, QString>;
    jobs_.start<Restored>(
        restoreLane,
        [copy = leftover.copy](const CancelToken&, const ProgressSink&) -> Outcome<Restored> {
            PINFOLD_TRY(Deployment deployment, loadDeployment(pathFrom(copy)));
            return Restored(std::move(deployment), originOf(copy));
        },
        [this, leftover](Outcome<Restored> outcome) {
            if (!outcome.ok()) {
                emit failed(tr("Cannot restore"), errorText(outcome.error()));
                return;
            }
            auto& [deployment, path] = std::get<0>(*outcome);
            document_.replace(std::move(deployment), path, Document::Origin::recovered);
            superseded_.append(leftover.copy);
            update();
        });
}

void Recovery::discard(const Leftover& leftover) {
    jobs_.start<std::monostate>(
        discardLane + leftover.copy,
        [copy = leftover.copy](const CancelToken&, const ProgressSink&) -> Outcome<std::monostate> {
            removeLeftover(copy);
            return std::monostate{};
        },
        [](const Outcome<std::monostate>&) {});
}

}  // namespace pinfold::ui
