#include "ui/deploy/deploy_run.h"

#include "ui/deploy/deploy_words.h"
#include "ui/deploy/stage_job.h"
#include "ui/text/numbers.h"
#include "ui/text/say.h"

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

DeployRun::DeployRun(Session& session, QObject* parent) : QObject(parent), session_(&session) {
    for (const StageDescription& stage : deployStages()) {
        records_.push_back(new StageRecord(say(stage.title), this));
    }
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
    std::deque<DeployStage> todo;
    QString missing;
    std::vector<StageRecord*> skipped;
    for (const StageDescription& stage : deployStages()) {
        if (missing.isEmpty()) missing = missingFor(stage);
        if (missing.isEmpty()) {
            todo.push_back(stage.id);
        } else {
            skipped.push_back(&record(stage.id));
        }
    }
    start(std::move(todo), false);
    for (StageRecord* each : skipped) {
        if (run_) each->skip(missing);
    }
}

void DeployRun::runStage(DeployStage stage) {
    if (!obstacle(stage).isEmpty()) return;
    // The session has a plan already, mostly: taking it costs nothing.
    std::deque<DeployStage> todo{DeployStage::plan};
    bool pending = false;
    for (const StageDescription& each : deployStages()) {
        if (each.id == DeployStage::plan || each.id > stage) continue;
        pending = pending || each.id == stage || !isCurrent(each.id);
        if (pending) todo.push_back(each.id);
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
    if (run_->todo.front() == DeployStage::plan && !run_->state->plan) {
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
    const StageDescription& description = descriptionOf(stage);
    if (const Board* board = session_->board()) why = QString::fromStdString(description.idle(*board));
    return why.isEmpty() ? missingFor(description) : why;
}

QString DeployRun::missingFor(const StageDescription& stage) const {
    return QString::fromStdString(stage.missing(session_->document().deployment(), session_->board()));
}

const StageRecord* DeployRun::refusal() const {
    if (refused_.empty()) return nullptr;
    const auto found = std::find_if(records_.begin(), records_.end(), [](const StageRecord* each) {
        return each->error() && !editedFiles(*each->error()).empty();
    });
    return found == records_.end() ? nullptr : *found;
}

std::vector<std::string> DeployRun::editsInTheWay() const {
    const StageRecord* refused = refusal();
    return refused ? editedFiles(*refused->error()) : std::vector<std::string>();
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
    run.state = std::make_shared<DeployState>();
    run.state->request = requestOf(run.deployment);
    run.state->request.project.folder = projectFolder();
    run.state->request.project.force = force;
    run.state->models = session_->models();
    run.todo = std::move(todo);
    // What comes after them is no longer true either.
    const DeployStage first = run.todo.size() > 1 ? run.todo[1] : run.todo[0];
    run_ = std::move(run);
    summary_.clear();
    since_.start();
    for (const StageDescription& stage : deployStages()) {
        if (stage.id >= first) record(stage.id).reset();
    }
    emit changed();
    emit started();
    if (run_) next();
}

void DeployRun::next() {
    if (run_->todo.empty() || run_->cancelled) return end();
    const StageDescription& stage = descriptionOf(run_->todo.front());
    if (stage.id == DeployStage::plan) return startPlan();
    for (std::size_t i = 1; i < run_->todo.size(); ++i) {
        const StageDescription& later = descriptionOf(run_->todo[i]);
        if (later.foresee && run_->foreseen.insert(later.id).second) return foresee(later);
    }
    if (const std::string why = stage.idle(*run_->state->board); !why.empty()) {
        run_->todo.pop_front();
        record(stage.id).skip(QString::fromStdString(why));
        if (run_) next();
        return;
    }
    launch(record(stage.id), stage.run, [this, &stage] { take(stage); });
}

void DeployRun::launch(StageRecord& record, Work work, std::function<void()> done) {
    run_->current = &record;
    record.begin();
    if (!run_) return;  // who was told of it has ended the run
    if (run_->outdatedFrom && run_->todo.front() >= *run_->outdatedFrom) record.markOutdated();
    startStageJob<std::monostate>(
        session_->jobs(), deployLane, record, this,
        [state = run_->state, work = std::move(work)](const CancelToken& cancel, const ProgressSink& progress) {
            return work(*state, cancel, progress);
        },
        [this, done = std::move(done)](const Outcome<std::monostate>& outcome) {
            if (!run_) return;
            if (!outcome.ok()) return fail(outcome.error());
            if (!isCancelled(*outcome)) return done();
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
    if (!editedFiles(error).empty()) {
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
    if (!run_ || run_->state->plan) return emit changed();
    if (session_->planStage() == Stage::ready) {
        const std::shared_ptr<const PlanFacts> facts = session_->plan();
        run_->state->board = std::shared_ptr<const Board>(facts, &facts->board);
        run_->state->plan = std::shared_ptr<const Plan>(facts, &facts->plan);
        // It is of the document as it is now, which may have changed since the run began.
        run_->deployment.board = session_->document().deployment().board;
        run_->deployment.plan = session_->document().deployment().plan;
        return take(descriptionOf(DeployStage::plan));
    }
    if (session_->planStage() == Stage::failed) return fail(*session_->planError());
}

// Samples that do not fit are told before minutes go into building.
void DeployRun::foresee(const StageDescription& later) {
    const auto look = [&later](DeployState& state, const CancelToken& cancel, const ProgressSink& progress) {
        return later.foresee(state, cancel, progress);
    };
    launch(record(later.id), look, [this, &later] {
        record(later.id).reset();
        if (run_) next();
    });
}

// What the stage that has just ended leaves for other views.
void DeployRun::take(const StageDescription& stage) {
    DeployState& state = *run_->state;
    const QString line = QString::fromStdString(stage.summary(state));
    if (const auto firmware = std::exchange(state.firmware, std::nullopt)) {
        figures_ = figuresOf(*firmware);
        emit figuresChanged();
        if (!run_) return;
    }
    if (auto validation = std::exchange(state.validation, std::nullopt)) {
        return takeReports(std::move(validation->reports), line);
    }
    succeed(line);
}

void DeployRun::takeReports(std::vector<ValidationReport> reports, const QString& line) {
    const auto shared = std::make_shared<const Session::Reports>(std::move(reports));
    session_->setReports(shared, run_->deployment);
    if (!run_) return;
    if (const auto wrong = difference(*shared)) {
        fail(*wrong);
    } else {
        succeed(line);
    }
    emit validated();
}

void DeployRun::documentChanged(const Deployment& before) {
    const Deployment& now = session_->document().deployment();
    if (before.archives != now.archives || before.module != now.module) return reset();
    for (const StageDescription& stage : deployStages()) {
        if (stage.dependsOn(before, now)) outdate(stage.id);
    }
    pathChanged();
    emit changed();
}

// The project's folder may follow from where the document is saved.
void DeployRun::pathChanged() {
    if (std::exchange(folder_, projectFolder()) != folder_) outdate(DeployStage::generate);
}

void DeployRun::outdate(DeployStage from) {
    for (const StageDescription& stage : deployStages()) {
        if (stage.id >= from) record(stage.id).markOutdated();
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
