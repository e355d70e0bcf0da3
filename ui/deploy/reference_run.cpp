#include "ui/deploy/reference_run.h"

#include "base/process/sandbox.h"
#include "deploy/trust.h"
#include "ui/deploy/deploy_words.h"
#include "ui/deploy/stage_job.h"
#include "ui/text/numbers.h"

#include <QFileInfo>

#include <algorithm>

namespace pinfold::ui {
namespace {

const QString referenceLane = QStringLiteral("reference");

}  // namespace

ReferenceRun::ReferenceRun(Session& session, QObject* parent)
    : QObject(parent), session_(&session), record_(new StageRecord(tr("Reference"), this)) {
    connect(&session.document(), &Document::changed, this, [this](const Deployment& before) {
        const Deployment& now = session_->document().deployment();
        if (before.archives != now.archives || before.module != now.module) return reset();
        if (before.validation.inputs != now.validation.inputs) record_->markOutdated();
        emit changed();
    });
    connect(&session.document(), &Document::replaced, this, &ReferenceRun::reset);
    connect(&session, &Session::modelsChanged, this, &ReferenceRun::changed);
    connect(record_, &StageRecord::changed, this, &ReferenceRun::changed);
    connect(&session.jobs(), &JobRunner::progressed, this, [this](const QString& lane, const Progress& progress) {
        if (lane == referenceLane) record_->tell(progress);
    });
}

ReferenceRun::~ReferenceRun() {
    if (session_) session_->jobs().drop(referenceLane);
}

ReferenceRun::Job ReferenceRun::jobFor(const std::filesystem::path& output) const {
    Job job{session_->models(), {}};
    job.request.inputs = session_->document().deployment().validation.inputs;
    job.request.output = output;
    job.request.everyOperator = true;
    return job;
}

void ReferenceRun::startOnBoard(const std::filesystem::path& output) {
    if (!obstacle().isEmpty()) return;
    Job job = jobFor(output);
    job.request.on = anyEmulator;
    if (session_->board()) job.request.witnessFor = session_->board()->id;
    record_->begin();
    if (isRunning()) make(job, {});
}

void ReferenceRun::startHere(const std::filesystem::path& output, const Questions& ask) {
    if (!obstacle().isEmpty()) return;
    const Job job = jobFor(output);
    record_->begin();
    if (!isRunning()) return;
    startStageJob<Findings>(
        session_->jobs(), referenceLane, *record_, this,
        [models = job.models](const CancelToken& cancel, const ProgressSink&) { return look(*models, cancel); },
        [this, job, ask](Outcome<Findings> outcome) {
            if (!outcome.ok()) return stop(outcome.error());
            if (isCancelled(*outcome)) return stop(std::nullopt);
            decide(job, std::get<0>(*outcome), ask);
        });
}

Outcome<ReferenceRun::Findings> ReferenceRun::look(const Models& models, const CancelToken& cancel) {
    Findings findings;
    for (const Model& model : models) {
        const auto same = [&](const Stranger& each) { return each.sha256 == model.archiveSha256; };
        if (std::any_of(findings.strangers.begin(), findings.strangers.end(), same)) continue;
        if (isTrusted(model.archiveSha256)) continue;
        findings.strangers.push_back({model.archiveName, model.archiveSha256});
    }
    const auto sandbox = requireSandbox(SandboxUse::compute, cancel);
    if (!sandbox.ok()) {
        findings.noSandbox = sandbox.error().message;
    } else if (isCancelled(*sandbox)) {
        return Cancelled{};
    }
    return CancelledOr<Findings>(std::move(findings));
}

void ReferenceRun::decide(Job job, const Findings& findings, const Questions& ask) {
    QStringList names;
    for (const Stranger& each : findings.strangers) names.append(QString::fromStdString(each.name));
    job.request.sandboxed = findings.noSandbox.empty();
    const QPointer<ReferenceRun> alive(this);
    // Another document may have been opened, or the window closed, under a question.
    const auto isStillWanted = [&] { return alive && isRunning() && session_->models() == job.models; };
    bool agreed = names.isEmpty() || ask.trust(names);
    if (!isStillWanted()) return;
    if (agreed && !job.request.sandboxed) agreed = ask.withoutSandbox(QString::fromStdString(findings.noSandbox));
    if (!isStillWanted()) return;
    if (agreed) return make(job, findings.strangers);
    stop(std::nullopt);
}

void ReferenceRun::make(const Job& job, const std::vector<Stranger>& trusted) {
    startStageJob<ReferenceResult>(
        session_->jobs(), referenceLane, *record_, this,
        [job, trusted](const CancelToken& cancel, const ProgressSink& progress) {
            for (const Stranger& each : trusted) {
                // The user has said yes, which holds for this time even where it cannot be kept for the next.
                const auto remembered = trust(each.sha256);
                if (!remembered.ok()) report(progress, {"reference", remembered.error().message});
            }
            return makeReference(*job.models, job.request, cancel, progress);
        },
        [this, job](Outcome<ReferenceResult> outcome) {
            if (!outcome.ok()) return stop(outcome.error());
            if (isCancelled(*outcome)) return stop(std::nullopt);
            take(job, std::get<0>(*outcome));
        });
}

void ReferenceRun::take(const Job& job, const ReferenceResult& made) {
    const QString where = job.request.on.empty() ? tr("this computer") : QString::fromStdString(made.madeOn);
    record_->succeed(
        tr("%1 arrays of %2 samples, made on %3").arg(countText(made.arrays), countText(made.samples), where));
    const QString name = textOf(job.request.output.filename());
    session_->document().change(tr("Use reference %1").arg(name),
                                [&](Deployment& deployment) { deployment.validation.reference = job.request.output; });
}

void ReferenceRun::stop(const std::optional<Error>& error) {
    if (!isRunning()) return;
    if (error) return record_->fail(*error);
    record_->cancel();
}

void ReferenceRun::cancel() {
    if (!isRunning()) return;
    record_->tell({{}, tr("Cancelling…").toStdString()});
    session_->jobs().cancel(referenceLane);
}

void ReferenceRun::reset() {
    session_->jobs().drop(referenceLane);
    record_->reset();
}

QString ReferenceRun::obstacle() const {
    if (isRunning()) return tr("A reference is being made.");
    const Deployment& deployment = session_->document().deployment();
    if (deployment.archives.empty()) return tr("Open an archive first.");
    if (!session_->models()) return tr("The archive has not been read.");
    if (deployment.validation.inputs.empty()) return tr("Choose a file with inputs first.");
    return {};
}

QString ReferenceRun::suggestedFile() const {
    const Document& document = session_->document();
    const QFileInfo inputs(textOf(document.deployment().validation.inputs));
    const QFileInfo beside(document.path().isEmpty() ? inputs : QFileInfo(document.path()));
    return QStringLiteral("%1/%2_reference.npz").arg(beside.absolutePath(), inputs.completeBaseName());
}

}  // namespace pinfold::ui
