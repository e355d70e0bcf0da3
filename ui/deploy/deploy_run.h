// The way from the plan to a validated board: runs the stages of deploy/stages.h as jobs beside the window and keeps
// what came of each. Without widgets.
#pragma once

#include "deploy/stages.h"
#include "ui/deploy/stage_record.h"
#include "ui/session/session.h"

#include <QPointer>

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace pinfold::ui {

// A run works on the document as it was when it began. Another document, or other archives in this one, ends it.
class DeployRun : public QObject {
    Q_OBJECT

public:
    explicit DeployRun(Session& session, QObject* parent = nullptr);
    ~DeployRun() override;

    // All stages up to the first one for which something is missing; that is skipped with the reason.
    void deploy();
    // This stage, and before it those that it needs and that were not done for the document as it is now.
    void runStage(DeployStage stage);
    // Generates again over the user's changes (see editsInTheWay()), and goes on with what the refusal stopped.
    void overwriteEdits();
    // The running stage ends as cancelled; what was there before it stays.
    void cancel();

    [[nodiscard]] bool isRunning() const { return run_.has_value(); }
    [[nodiscard]] StageRecord& record(DeployStage stage) const { return *records_[static_cast<std::size_t>(stage)]; }
    // Why nothing can be deployed now; empty if it can.
    [[nodiscard]] QString obstacle() const;
    // The same for running that stage alone.
    [[nodiscard]] QString obstacle(DeployStage stage) const;
    // The stage that the last run stopped at for the sake of files that the user changed; null if none. And the files.
    [[nodiscard]] const StageRecord* refusal() const;
    [[nodiscard]] std::vector<std::string> editsInTheWay() const;
    // Where the project goes: the document's folder; else one beside the saved document; else one in the user's cache.
    [[nodiscard]] std::filesystem::path projectFolder() const;
    // Of the last build; none if the models changed since.
    [[nodiscard]] const std::optional<FirmwareFigures>& figures() const { return figures_; }
    // Of the last run, in words; empty before the first.
    [[nodiscard]] QString summary() const;

signals:
    void changed();  // isRunning(), obstacle() or summary()
    void started();
    void ended();  // with summary(); not if another document ended it
    void figuresChanged();
    // Session::reports() are of the validation that has just ended.
    void validated();

private:
    struct Run {
        std::deque<DeployStage> todo;        // the first one is running
        Deployment deployment;               // what the run is of
        std::shared_ptr<DeployState> state;  // shared with the job that runs; its plan is null until that stage is done
        std::optional<DeployStage> outdatedFrom;  // the document has changed since
        std::set<DeployStage> foreseen;
        bool cancelled = false;
        StageRecord* current = nullptr;  // whose job is running
    };

    void start(std::deque<DeployStage> todo, bool force);
    void next();
    void succeed(const QString& line);
    void fail(const Error& error);
    void end();
    void reset();
    // Runs `work` on the state for that record, then `done` unless it failed or was cancelled.
    using Work = std::function<Outcome<std::monostate>(DeployState&, const CancelToken&, const ProgressSink&)>;
    void launch(StageRecord& record, Work work, std::function<void()> done);

    void startPlan();
    void lookAtPlan();
    void foresee(const StageDescription& later);
    void take(const StageDescription& stage);
    void takeReports(std::vector<ValidationReport> reports, const QString& line);

    void documentChanged(const Deployment& before);
    void pathChanged();
    void outdate(DeployStage from);
    void showProgress(const QString& lane, const Progress& progress);
    [[nodiscard]] bool isCurrent(DeployStage stage) const;
    [[nodiscard]] QString missingFor(const StageDescription& stage) const;

    QPointer<Session> session_;
    std::vector<StageRecord*> records_;  // one per stage
    std::optional<Run> run_;
    std::deque<DeployStage> refused_;  // what is left of a run that edits of the user's stopped
    std::filesystem::path folder_;     // projectFolder() when it was looked at last
    std::optional<FirmwareFigures> figures_;
    QElapsedTimer since_;
    QString summary_;
};

}  // namespace pinfold::ui
