// What the window works on: the document, and what follows from it (models, plan, reports), computed beside the window.
#pragma once

#include "base/result.h"
#include "board/board.h"
#include "deploy/deploy.h"
#include "model/model.h"
#include "plan/plan.h"
#include "ui/session/document.h"
#include "ui/session/job_runner.h"
#include "ui/session/selection.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace pinfold::ui {

using Models = std::vector<Model>;

// A plan with what views want to know about it. Immutable, shared with jobs.
struct PlanFacts {
    Plan plan;
    Board board;
    std::vector<Item> items;  // per Plan::buffers
    // Per pool, per tick: bytes of buffers and copied constants alive, each rounded up to the pool's alignment.
    std::vector<std::vector<std::int64_t>> load;
    std::vector<int> peakTick;        // per pool: the first tick with the highest load
    std::vector<int> operatorOfTick;  // index into Plan::operators
    double seconds = 0;               // that planning took
};

// One of: nothing there, being made, there, failed. While being made or failed, the value before may still be there.
enum class Stage { empty, working, ready, failed };

class Session : public QObject {
    Q_OBJECT

public:
    explicit Session(QObject* parent = nullptr);
    ~Session() override;

    [[nodiscard]] Document& document() { return document_; }
    [[nodiscard]] JobRunner& jobs() { return jobs_; }
    [[nodiscard]] Selection& selection() { return selection_; }

    // Boards on this computer; empty until they are read for the first time.
    [[nodiscard]] const BoardList& boards() const { return *boards_; }
    // The document's board; null where it is not known (yet).
    [[nodiscard]] const Board* board() const;
    void reloadBoards();

    // The archives of the document. Null while there are none or they cannot be read.
    [[nodiscard]] const std::shared_ptr<const Models>& models() const { return models_; }
    [[nodiscard]] Stage modelStage() const { return modelStage_; }
    [[nodiscard]] const std::optional<Error>& modelError() const { return modelError_; }
    // Runs `change`, which makes the archives that have just been read the document's. `models` is all that they gave,
    // so that they are not read again.
    void takeModels(Models models, const std::function<void()>& change);

    // The newest plan that could be made for the models; null if none yet. planStage() tells whether it is of the
    // document as it is now (ready), or of an earlier state.
    [[nodiscard]] const std::shared_ptr<const PlanFacts>& plan() const { return plan_; }
    // The plan that plan() took the place of, for differences; null after the models changed.
    [[nodiscard]] const std::shared_ptr<const PlanFacts>& planBefore() const { return planBefore_; }
    [[nodiscard]] Stage planStage() const { return planStage_; }
    [[nodiscard]] const std::optional<Error>& planError() const { return planError_; }

    // What the last validation found, one report a model; null if there was none since the models were loaded.
    using Reports = std::vector<ValidationReport>;
    [[nodiscard]] const std::shared_ptr<const Reports>& reports() const { return reports_; }
    // The document as it was when the validation of reports() began.
    [[nodiscard]] const Deployment& validated() const { return validated_; }
    void setReports(std::shared_ptr<const Reports> reports, Deployment validated);
    void dropReports();

    // Plans again although nothing changed, as after a failure. Changes of the document do so by themselves.
    void replan();
    void cancelPlanning();

signals:
    void modelsChanged();     // models(), modelStage() or modelError()
    void planChanged();       // plan(): a new one
    void planStageChanged();  // planStage() or planError()
    void boardsChanged();
    void reportsChanged();

private:
    void documentChanged(const Deployment& before);
    void load();
    void setModels(Outcome<Models>&& outcome);
    void setPlan(Outcome<PlanFacts>&& outcome);
    void setPlanStage(Stage stage, std::optional<Error> error = std::nullopt);

    Document document_;
    Selection selection_;
    std::shared_ptr<const BoardList> boards_;
    std::shared_ptr<const Models> models_;
    std::shared_ptr<const Models> taken_;  // of the change that is going on in takeModels()
    Stage modelStage_ = Stage::empty;
    std::optional<Error> modelError_;
    std::shared_ptr<const PlanFacts> plan_;
    std::shared_ptr<const PlanFacts> planBefore_;
    Stage planStage_ = Stage::empty;
    std::optional<Error> planError_;
    std::shared_ptr<const Reports> reports_;
    Deployment validated_;
    JobRunner jobs_;  // last: its end comes first
};

// What views need of a plan.
PlanFacts factsOf(Plan plan, Board board, const Models& models);

}  // namespace pinfold::ui
