#include "ui/deploy/reference_run.h"

#include "deploy/reference.h"
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

void ReferenceRun::start(const std::filesystem::path& output, const AskForTrust& ask) {
    if (!obstacle().isEmpty()) return;
    const Job job{session_->models(), session_->document().deployment().validation.inputs, output};
    record_->begin();
    if (!isRunning()) return;
    startStageJob<std::vector<Stranger>>(
        session_->jobs(), referenceLane, *record_, this,
        [models = job.models](const CancelToken&, const ProgressSink&) -> Outcome<std::vector<Stranger>> {
            std::vector<Stranger> strangers;
            for (const Model& model : *models) {
                const auto same = [&](const Stranger& each) { return each.sha256 == model.archiveSha256; };
                if (std::any_of(strangers.begin(), strangers.end(), same) || isTrusted(model.archiveSha256)) continue;
                strangers.push_back({model.archiveName, model.archiveSha256});
            }
            return CancelledOr<std::vector<Stranger>>(std::move(strangers));
        },
        [this, job, ask](Outcome<std::vector<Stranger>> outcome) {
            if (!outcome.ok()) return stop(outcome.error());
            if (isCancelled(*outcome)) return stop(std::nullopt);
            const auto& strangers = std::get<0>(*outcome);
            QStringList names;
            for (const Stranger& each : strangers) names.append(QString::fromStdString(each.name));
            const QPointer<ReferenceRun> alive(this);
            const bool agreed = names.isEmpty() || ask(names);
            // Another document may have been opened, or the window closed, under the question.
            if (!alive || !isRunning() || session_->models() != job.models) return;
            if (agreed) return make(job, strangers);
            stop(std::nullopt);
        });
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
            return makeReference(*job.models, {job.inputs, job.output, true}, cancel, progress);
        },
        [this, job](Outcome<ReferenceResult> outcome) {
            if (!outcome.ok()) return stop(outcome.error());
            if (isCancelled(*outcome)) return stop(std::nullopt);
            const ReferenceResult& made = std::get<0>(*outcome);
            take(job, made.samples, made.arrays);
        });
}

void ReferenceRun::take(const Job& job, std::int64_t samples, std::int64_t arrays) {
    record_->succeed(tr("%1 arrays of %2 samples").arg(countText(arrays), countText(samples)));
    const QString name = textOf(job.output.filename());
    session_->document().change(tr("Use reference %1").arg(name),
                                [&](Deployment& deployment) { deployment.validation.reference = job.output; });
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
