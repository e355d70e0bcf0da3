#include "ui/deploy/deploy_run.h"

#include "ui/deploy/deploy_words.h"
#include "ui/deploy/stage_job.h"
#include "ui/text/numbers.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>
#include <utility>

namespace pinfold::ui {
namespace {

const QString deployLane = QStringLiteral("deploy");
const QString planLane = QStringLiteral("plan");

// A folder of the cache that is the same for the same archives.
std::filesystem::path cachedProject(const Deployment& deployment) {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const auto& archive : deployment.archives) hash.addData(textOf(archive).toUtf8() + '\n');
    hash.addData(QByteArray::fromStdString(deployment.module.value_or("")));
    const QString name = deployment.archives.empty() ? QString() : textOf(deployment.archives.front().stem());
    return pathFrom(QStringLiteral("%1/projects/%2-%3")
                        .arg(QStandardPaths::writableLocation(QStandardPaths::CacheLocation), name,
                             QString::fromLatin1(hash.result().toHex().left(8))));
}

}  // namespace

DeployRun::DeployRun(Session& session, QObject* parent)
    : QObject(parent),
      session_(&session),
      records_{new StageRecord(tr("Plan"), this), new StageRecord(tr("Generate"), this),
               new StageRecord(tr("Build"), this), new StageRecord(tr("Flash"), this),
               new StageRecord(tr("Validate"), this)} {
    folder_ = projectFolder();
    Document& document = session.document();
    connect(&document, &Document::changed, this, &DeployRun::documentChanged);
    connect(&document, &Document::replaced, this, &DeployRun::reset);
    connect(&document, &Document::pathChanged, this, &DeployRun::pathChanged);
    connect(&session, &Session::planStageChanged, this, &DeployRun::lookAtPlan);
    connect(&session, &Session::modelsChanged, this, &DeployRun::changed);
    connect(&session, &Session::boardsChanged, this, &DeployRun::changed);
    connect(&session.jobs(), &JobRunner::progressed, this, &DeployRun::showProgress);
}

DeployRun::~DeployRun() {
    if (session_) session_->jobs().drop(deployLane);
}

void DeployRun::deploy() {
    if (!obstacle().isEmpty()) return;
    const QString missing = missingForValidation();
    start({deployStages.begin(), missing.isEmpty() ? deployStages.end() : deployStages.end() - 1}, false);
    if (run_ && !missing.isEmpty()) record(DeployStage::validate).skip(missing);
}

void DeployRun::runStage(DeployStage stage) {
    if (!obstacle(stage).isEmpty()) return;
    // The session has a plan already, mostly: taking it costs nothing.
    std::deque<DeployStage> todo{DeployStage::plan};
    bool pending = false;
    for (const DeployStage each : deployStages) {
        if (each == DeployStage::plan || each > stage) continue;
        pending = pending || each == stage || !isCurrent(each);
        if (pending) todo.push_back(each);
    }
    start(std::move(todo), false);
}

void DeployRun::overwriteEdits() {
    if (run_ || refused_.empty()) return;
    start(std::exchange(refused_, {}), true);
}

void DeployRun::cancel() {
    if (!run_) return;
    run_->cancelled = true;
    if (run_->todo.front() == DeployStage::plan && !run_->facts) {
        record(DeployStage::plan).cancel();  // planning goes on for the other views
        return end();
    }
    run_->current->tell({{}, tr("Cancelling…").toStdString()});
    session_->jobs().cancel(deployLane);
}

QString DeployRun::obstacle() const {
    if (run_) return tr("A deployment is running.");
    if (session_->document().deployment().archives.empty()) return tr("Open an archive first.");
    if (session_->modelStage() == Stage::working) return tr("The archive is being read.");
    if (!session_->models()) return tr("The archive could not be read.");
    if (session_->document().deployment().board.empty()) return tr("Choose a board first.");
    return {};
}

QString DeployRun::obstacle(DeployStage stage) const {
    QString why = obstacle();
    if (!why.isEmpty()) return why;
    const Board* board = session_->board();
    if (stage == DeployStage::flash && board && board->emulator) {
        return tr("%1 is emulated: there is nothing to flash.").arg(QString::fromStdString(board->title));
    }
    return stage == DeployStage::validate ? missingForValidation() : QString();
}

QString DeployRun::missingForValidation() const {
    const Deployment& deployment = session_->document().deployment();
    if (deployment.inputs.empty()) return tr("Validation needs a file with inputs: choose one in the field Inputs.");
    const Board* board = session_->board();
    if (!deployment.port && board && !board->emulator) {
        return tr("Validation needs the port that the board is connected to: choose it in the field Port.");
    }
    return {};
}

std::vector<std::string> DeployRun::editsInTheWay() const {
    const std::optional<Error>& error = record(DeployStage::generate).error();
    return error && !refused_.empty() ? editedFiles(*error) : std::vector<std::string>();
}

std::filesystem::path DeployRun::projectFolder() const {
    const Document& document = session_->document();
    if (!document.deployment().project.empty()) return document.deployment().project;
    if (document.path().isEmpty()) return cachedProject(document.deployment());
    const QFileInfo file(document.path());
    return pathFrom(QStringLiteral("%1/%2-firmware").arg(file.absolutePath(), file.completeBaseName()));
}

QString DeployRun::summary() const { return summary_; }

bool DeployRun::isCurrent(DeployStage stage) const {
    const StageRecord& each = record(stage);
    return (each.state() == StageState::done || each.state() == StageState::skipped) && !each.isOutdated();
}

void DeployRun::start(std::deque<DeployStage> todo, bool force) {
    refused_.clear();
    Run run;
    run.deployment = session_->document().deployment();
    run.request = requestOf(run.deployment);
    run.request.project.folder = projectFolder();
    run.request.project.force = force;
    run.models = session_->models();
    run.todo = std::move(todo);
    // What comes after them is no longer true either.
    const DeployStage first = run.todo.size() > 1 ? run.todo[1] : run.todo[0];
    run_ = std::move(run);
    summary_.clear();
    since_.start();
    for (const DeployStage stage : deployStages) {
        if (stage >= first) record(stage).reset();
    }
    emit changed();
    emit started();
    if (run_) next();
}

void DeployRun::next() {
    if (run_->todo.empty() || run_->cancelled) return end();
    const DeployStage stage = run_->todo.front();
    const bool building = stage != DeployStage::plan && stage != DeployStage::validate;
    if (building && run_->todo.back() == DeployStage::validate && !run_->samplesChecked) return checkSamples();
    switch (stage) {
        case DeployStage::plan: return startPlan();
        case DeployStage::generate: return startGenerate();
        case DeployStage::build: return startBuild();
        case DeployStage::flash: return startFlash();
        case DeployStage::validate: return startValidate();
    }
}

template <typename T>
void DeployRun::launch(StageRecord& record, std::function<Outcome<T>(const CancelToken&, const ProgressSink&)> work,
                       std::function<void(T)> done) {
    run_->current = &record;
    record.begin();
    if (!run_) return;  // who was told of it has ended the run
    if (run_->outdatedFrom && run_->todo.front() >= *run_->outdatedFrom) record.markOutdated();
    startStageJob<T>(session_->jobs(), deployLane, record, this, std::move(work),
                     [this, done = std::move(done)](Outcome<T> outcome) {
                         if (!run_) return;
                         if (!outcome.ok()) return fail(outcome.error());
                         if (!isCancelled(*outcome)) return done(std::get<0>(*std::move(outcome)));
                         run_->current->cancel();
                         if (run_) end();
                     });
}

void DeployRun::succeed(const QString& line) {
    run_->todo.pop_front();
    run_->current->succeed(line);
    if (run_) next();
}

void DeployRun::fail(const Error& error) {
    if (run_->todo.front() == DeployStage::generate && !editedFiles(error).empty()) {
        refused_ = run_->todo;
        refused_.push_front(DeployStage::plan);
    }
    run_->current->fail(error);
    if (run_) end();
}

void DeployRun::end() {
    const QString time = durationText(static_cast<double>(since_.elapsed()) / 1000);
    const auto in = [this](StageState state) {
        return std::find_if(records_.begin(), records_.end(),
                            [state](const StageRecord* each) { return each->state() == state; });
    };
    if (const auto failed = in(StageState::failed); failed != records_.end()) {
        summary_ = tr("%1 failed after %2").arg((*failed)->title(), time);
    } else if (run_->cancelled) {
        summary_ = tr("Cancelled after %1").arg(time);
    } else if (const StageRecord& last = record(DeployStage::validate); last.state() == StageState::skipped) {
        summary_ = tr("Done in %1, and not validated. %2").arg(time, last.line());
    } else {
        summary_ = tr("Done in %1").arg(time);
    }
    run_.reset();
    emit changed();
    emit ended();
}

void DeployRun::reset() {
    session_->jobs().drop(deployLane);
    run_.reset();
    refused_.clear();
    summary_.clear();
    folder_ = projectFolder();
    for (StageRecord* each : records_) each->reset();
    if (std::exchange(figures_, std::nullopt)) emit figuresChanged();
    emit changed();
}

void DeployRun::startPlan() {
    StageRecord& plan = record(DeployStage::plan);
    run_->current = &plan;
    plan.begin();
    if (!run_) return;
    // A plan that failed or was cancelled is tried again.
    if (session_->planStage() == Stage::working || session_->planStage() == Stage::ready) return lookAtPlan();
    session_->replan();
}

void DeployRun::lookAtPlan() {
    if (!run_ || run_->facts) return emit changed();
    if (session_->planStage() == Stage::ready) {
        run_->facts = session_->plan();
        // It is of the document as it is now, which may have changed since the run began.
        run_->deployment.board = session_->document().deployment().board;
        run_->deployment.plan = session_->document().deployment().plan;
        return succeed(planLine(run_->facts->plan));
    }
    if (session_->planStage() == Stage::failed) return fail(*session_->planError());
}

// Samples that do not fit are told before minutes go into building.
void DeployRun::checkSamples() {
    launch<std::monostate>(
        record(DeployStage::validate),
        [models = run_->models, facts = run_->facts, request = run_->request.validation](
            const CancelToken&, const ProgressSink& progress) -> Outcome<std::monostate> {
            report(progress, {"validate", tr("Reading %1").arg(textOf(request.inputs)).toStdString()});
            PINFOLD_CHECK(checkValidation(*models, facts->board, request));
            return std::monostate{};
        },
        [this](std::monostate) {
            run_->samplesChecked = true;
            record(DeployStage::validate).reset();
            if (run_) next();
        });
}

void DeployRun::startGenerate() {
    launch<WrittenProject>(
        record(DeployStage::generate),
        [models = run_->models, facts = run_->facts, request = run_->request.project](
            const CancelToken& cancel, const ProgressSink& progress) -> Outcome<WrittenProject> {
            return generateInto(*models, facts->board, facts->plan, request, cancel, progress);
        },
        [this](const WrittenProject& written) {
            succeed(tr("%1 files written, %2 unchanged").arg(countText(written.written), countText(written.unchanged)));
        });
}

void DeployRun::startBuild() {
    launch<FirmwareFigures>(
        record(DeployStage::build),
        [folder = run_->request.project.folder](const CancelToken& cancel,
                                                const ProgressSink& progress) -> Outcome<FirmwareFigures> {
            PINFOLD_TRY(const Project project, openProject(folder));
            PINFOLD_TRY_OUTCOME(const Firmware firmware, buildProject(project, cancel, progress));
            return figuresOf(firmware);
        },
        [this](FirmwareFigures figures) {
            figures_ = std::move(figures);
            emit figuresChanged();
            if (run_) succeed(firmwareLine(*figures_));
        });
}

void DeployRun::startFlash() {
    if (run_->facts->board.emulator) {
        run_->todo.pop_front();
        record(DeployStage::flash).skip(tr("The board is emulated: there is nothing to flash"));
        if (run_) next();
        return;
    }
    launch<std::monostate>(
        record(DeployStage::flash),
        [folder = run_->request.project.folder](const CancelToken& cancel,
                                                const ProgressSink& progress) -> Outcome<std::monostate> {
            PINFOLD_TRY(const Project project, openProject(folder));
            return flashProject(project, cancel, progress);
        },
        [this](std::monostate) {
            succeed(tr("%1 is programmed").arg(QString::fromStdString(run_->facts->board.title)));
        });
}

void DeployRun::startValidate() {
    launch<ValidationRun>(
        record(DeployStage::validate),
        [folder = run_->request.project.folder, request = run_->request.validation](
            const CancelToken& cancel, const ProgressSink& progress) -> Outcome<ValidationRun> {
            PINFOLD_TRY(const Project project, openProject(folder));
            return validateProject(project, request, cancel, progress);
        },
        [this](ValidationRun run) { takeReports(std::move(run.reports)); });
}

void DeployRun::takeReports(std::vector<ValidationReport> reports) {
    const auto shared = std::make_shared<const Session::Reports>(std::move(reports));
    session_->setReports(shared, run_->deployment);
    if (!run_) return;
    if (const auto wrong = difference(*shared)) {
        fail(*wrong);
    } else {
        succeed(reportsLine(*shared));
    }
    emit validated();
}

void DeployRun::documentChanged(const Deployment& before) {
    const Deployment& now = session_->document().deployment();
    if (before.archives != now.archives || before.module != now.module) return reset();
    if (before.inputs != now.inputs || before.reference != now.reference || before.port != now.port ||
        before.tolerance != now.tolerance) {
        outdate(DeployStage::validate);
    }
    if (before.weights != now.weights || before.quantization != now.quantization) outdate(DeployStage::generate);
    if (before.board != now.board || !(before.plan == now.plan)) outdate(DeployStage::plan);
    pathChanged();
    emit changed();
}

// The project's folder may follow from where the document is saved.
void DeployRun::pathChanged() {
    if (std::exchange(folder_, projectFolder()) != folder_) outdate(DeployStage::generate);
}

void DeployRun::outdate(DeployStage from) {
    for (const DeployStage stage : deployStages) {
        if (stage >= from) record(stage).markOutdated();
    }
    if (from <= DeployStage::generate) refused_.clear();
    if (run_) run_->outdatedFrom = std::min(from, run_->outdatedFrom.value_or(from));
}

void DeployRun::showProgress(const QString& lane, const Progress& progress) {
    if (!run_ || !run_->current) return;
    const bool planning = run_->current == &record(DeployStage::plan);
    if (lane != (planning ? planLane : deployLane)) return;
    if (planning) run_->current->inbox()->add(progress.message);
    run_->current->tell(progress);
}

}  // namespace pinfold::ui
