#include "ui/session/files.h"

#include "base/file.h"
#include "base/resources.h"
#include "deploy/inputs.h"
#include "ui/text/words.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>
#include <utility>

namespace pinfold::ui {
namespace {

const QString openLane = QStringLiteral("open");
const QString saveLane = QStringLiteral("save");
const QString recentKey = QStringLiteral("recentFiles");
const QString lastBoardKey = QStringLiteral("lastBoard");
constexpr int maxRecent = 10;
constexpr const char* firstBoard = "qemu-mps2-an500";
constexpr const char* sampleArchive = "digits_int8.tar";
constexpr const char* sampleInputs = "digits_int8_io.npz";

bool isDeployment(const QString& path) {
    return path.endsWith(QLatin1String(deploymentSuffix.data(), static_cast<qsizetype>(deploymentSuffix.size())));
}

std::filesystem::path toPath(const QString& text) { return {text.toStdString()}; }

}  // namespace

Files::Files(Session& session, QObject* parent)
    : QObject(parent), session_(session), document_(session.document()), jobs_(session.jobs()) {
    connect(&document_, &Document::changed, this, [this] {
        const std::string& board = document_.deployment().board;
        if (!board.empty()) QSettings().setValue(lastBoardKey, QString::fromStdString(board));
    });
}

void Files::open(const QStringList& paths) {
    if (paths.isEmpty()) return;
    if (isDeployment(paths.front())) {
        if (paths.size() > 1) {
            emit failed(tr("Cannot open"), tr("Open one deployment at a time, or several archives together."));
            return;
        }
        return openDeployment(paths.front());
    }
    Deployment deployment;
    for (const QString& path : paths) {
        if (isDeployment(path)) {
            emit failed(tr("Cannot open"), tr("Open one deployment at a time, or several archives together."));
            return;
        }
        deployment.archives.push_back(toPath(QFileInfo(path).absoluteFilePath()));
    }
    deployment.board = QSettings().value(lastBoardKey, QString::fromLatin1(firstBoard)).toString().toStdString();
    readThen(deployment.archives, [this, deployment, paths] {
        document_.replace(deployment, {}, Document::Origin::archives);
        std::for_each(paths.rbegin(), paths.rend(), [this](const QString& path) { remember(path); });
    });
}

void Files::addArchives(const QStringList& paths) {
    std::vector<std::filesystem::path> archives = document_.deployment().archives;
    QStringList names;
    for (const QString& path : paths) {
        archives.push_back(toPath(QFileInfo(path).absoluteFilePath()));
        names.append(QFileInfo(path).fileName());
    }
    if (names.isEmpty()) return;
    readThen(archives, [this, archives, text = tr("Add %1").arg(names.join(QStringLiteral(", ")))] {
        document_.change(text, [&](Deployment& d) {
            d.archives = archives;
            d.module.reset();  // which only goes with one archive
        });
    });
}

void Files::readThen(const std::vector<std::filesystem::path>& archives, const std::function<void()>& change) {
    jobs_.start<Models>(
        openLane,
        [archives](const CancelToken& cancel, const ProgressSink& progress) {
            return loadModels(archives, std::nullopt, cancel, progress);
        },
        [this, change](Outcome<Models> outcome) {
            if (!outcome.ok()) {
                emit failed(tr("Cannot open"), errorText(outcome.error()));
                return;
            }
            if (!isCancelled(*outcome)) session_.takeModels(std::get<0>(*std::move(outcome)), change);
        });
}

void Files::openDeployment(const QString& path) {
    jobs_.start<Deployment>(
        openLane,
        [file = toPath(path)](const CancelToken&, const ProgressSink& progress) -> Outcome<Deployment> {
            report(progress, {"open", file.filename().string()});
            PINFOLD_TRY(Deployment deployment, loadDeployment(file));
            return deployment;
        },
        [this, path](Outcome<Deployment> outcome) {
            if (!outcome.ok()) {
                emit failed(tr("Cannot open"), errorText(outcome.error()));
                return;
            }
            if (isCancelled(*outcome)) return;
            document_.replace(std::get<0>(*std::move(outcome)), QFileInfo(path).absoluteFilePath(),
                              Document::Origin::saved);
            remember(path);
        });
}

void Files::saveTo(const QString& path, const std::function<void()>& then) {
    saves_.push_back({path, document_.deployment(), then});
    if (saves_.size() == 1) writeFirst();
}

void Files::writeFirst() {
    jobs_.start<std::monostate>(
        saveLane,
        [deployment = saves_.front().deployment, file = toPath(saves_.front().path)](
            const CancelToken&, const ProgressSink&) -> Outcome<std::monostate> {
            PINFOLD_CHECK(saveDeployment(deployment, file));
            return std::monostate{};
        },
        [this](const Outcome<std::monostate>& outcome) { finishFirst(outcome); });
}

void Files::finishFirst(const Outcome<std::monostate>& outcome) {
    const Save save = std::move(saves_.front());
    saves_.pop_front();
    if (!saves_.empty()) writeFirst();
    if (!outcome.ok()) {
        emit failed(tr("Cannot save"), errorText(outcome.error()));
        return;
    }
    document_.markSaved(save.path, save.deployment);
    remember(save.path);
    if (save.then) save.then();
}

// The sample is written where the user may keep it: a deployment names files.
void Files::openSample() {
    const QString folder = QDir(QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation))
                               .filePath(QStringLiteral("samples"));
    jobs_.start<Deployment>(
        openLane,
        [folder](const CancelToken&, const ProgressSink& progress) -> Outcome<Deployment> {
            report(progress, {"open", sampleArchive});
            QDir().mkpath(folder);
            const std::filesystem::path place = toPath(folder);
            for (const char* name : {sampleArchive, sampleInputs}) {
                const auto bytes = resource(std::string("samples/") + name);
                if (!bytes) return badInput("The sample {} is not in this program.", name);
                PINFOLD_CHECK(writeFileAtomically(place / name, *bytes));
            }
            Deployment deployment;
            deployment.archives = {place / sampleArchive};
            deployment.validation.inputs = place / sampleInputs;
            deployment.board = firstBoard;
            return deployment;
        },
        [this](Outcome<Deployment> outcome) {
            if (!outcome.ok()) {
                emit failed(tr("Cannot open the sample"), errorText(outcome.error()));
                return;
            }
            if (isCancelled(*outcome)) return;
            document_.replace(std::get<0>(*std::move(outcome)), {}, Document::Origin::archives);
        });
}

void Files::startAnew() { document_.replace({}, {}, Document::Origin::saved); }

QStringList Files::recent() const {
    QStringList paths = QSettings().value(recentKey).toStringList();
    paths.removeIf([](const QString& path) { return path.isEmpty(); });
    return paths.mid(0, maxRecent);
}

void Files::clearRecent() {
    QSettings().remove(recentKey);
    emit recentChanged();
}

void Files::remember(const QString& path) {
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList paths = recent();
    paths.removeAll(absolute);
    paths.prepend(absolute);
    QSettings().setValue(recentKey, paths.mid(0, maxRecent));
    emit recentChanged();
}

}  // namespace pinfold::ui
