#include "ui/session/session.h"

#include "deploy/inputs.h"
#include "plan/free_ranges.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

namespace pinfold::ui {
namespace {

const QString boardLane = QStringLiteral("boards");
const QString loadLane = QStringLiteral("load");
const QString planLane = QStringLiteral("plan");

bool sameSources(const Deployment& a, const Deployment& b) { return a.archives == b.archives && a.module == b.module; }

Item itemOf(const PlannedBuffer& buffer, const std::map<std::string, int>& modelIndex) {
    const auto model = modelIndex.find(buffer.model);
    if (model == modelIndex.end()) return {};
    if (buffer.tensor >= 0) return Item::tensor(model->second, buffer.tensor);
    return Item::workspaceOf(model->second, buffer.op, buffer.workspace);
}

}  // namespace

PlanFacts factsOf(Plan plan, Board board, const Models& models) {
    PlanFacts facts;
    std::map<std::string, int> modelIndex;
    for (std::size_t m = 0; m < models.size(); ++m) modelIndex[models[m].name] = static_cast<int>(m);

    const auto ticks = static_cast<std::size_t>(plan.ticks);
    facts.load.assign(plan.pools.size(), std::vector<std::int64_t>(ticks + 1, 0));
    const auto addLoad = [&](int poolId, std::int64_t bytes, int first, int end) {
        const auto pool = static_cast<std::size_t>(poolId);
        const Region* region = findRegion(board, plan.pools[pool].region);
        const std::int64_t size =
            alignUp(bytes, region ? alignmentIn(*region, plan.options.alignment) : plan.options.alignment);
        facts.load[pool][static_cast<std::size_t>(first)] += size;
        facts.load[pool][static_cast<std::size_t>(end)] -= size;
    };
    for (const PlannedBuffer& buffer : plan.buffers) {
        facts.items.push_back(itemOf(buffer, modelIndex));
        addLoad(buffer.pool, buffer.bytes, buffer.firstTick, buffer.endTick);
    }
    for (const PlannedConstant& constant : plan.constants) {
        if (constant.pool >= 0) addLoad(constant.pool, constant.bytes, 0, plan.ticks);
    }
    for (auto& load : facts.load) {
        std::int64_t alive = 0;
        for (std::int64_t& bytes : load) bytes = alive += bytes;
        load.resize(ticks);
        facts.peakTick.push_back(static_cast<int>(std::max_element(load.begin(), load.end()) - load.begin()));
    }
    facts.operatorOfTick.assign(ticks, 0);
    for (std::size_t op = 0; op < plan.operators.size(); ++op) {
        const PlannedOperator& planned = plan.operators[op];
        std::fill(facts.operatorOfTick.begin() + planned.firstTick, facts.operatorOfTick.begin() + planned.endTick,
                  static_cast<int>(op));
    }
    facts.plan = std::move(plan);
    facts.board = std::move(board);
    return facts;
}

Session::Session(QObject* parent) : QObject(parent), boards_(std::make_shared<const BoardList>()) {
    connect(&document_, &Document::changed, this, &Session::documentChanged);
    connect(&document_, &Document::replaced, this, &Session::dropReports);
    reloadBoards();
}

Session::~Session() = default;

const Board* Session::board() const {
    const std::string& wanted = document_.deployment().board;
    if (wanted.empty()) return nullptr;
    const auto known = std::find_if(boards_->boards.begin(), boards_->boards.end(),
                                    [&](const Board& board) { return board.id == wanted; });
    if (known != boards_->boards.end()) return &*known;
    // A file somewhere: read with the plan.
    return plan_ && plan_->board.source == wanted ? &plan_->board : nullptr;
}

void Session::reloadBoards() {
    jobs_.start<BoardList>(
        boardLane, [](const CancelToken&, const ProgressSink&) -> Outcome<BoardList> { return listBoards(); },
        [this](Outcome<BoardList> outcome) {
            boards_ = std::make_shared<const BoardList>(std::get<0>(*std::move(outcome)));
            emit boardsChanged();
            replan();
        });
}

void Session::documentChanged(const Deployment& before) {
    const Deployment& now = document_.deployment();
    if (!sameSources(before, now)) {
        load();
    } else if (before.board != now.board || !(before.plan == now.plan)) {
        replan();
    }
}

void Session::takeModels(Models models, const std::function<void()>& change) {
    taken_ = std::make_shared<const Models>(std::move(models));
    change();
    if (taken_) load();  // the same archives as before: what is in them may be new
}

void Session::load() {
    const Deployment& deployment = document_.deployment();
    selection_.clear();
    jobs_.drop(planLane);
    plan_ = planBefore_ = nullptr;
    models_ = std::exchange(taken_, nullptr);
    modelError_.reset();
    const bool toBeRead = !models_ && !deployment.archives.empty();
    modelStage_ = models_ ? Stage::ready : toBeRead ? Stage::working : Stage::empty;
    setPlanStage(Stage::empty);
    emit planChanged();
    emit modelsChanged();
    dropReports();
    if (!toBeRead) {
        jobs_.drop(loadLane);
        return replan();
    }
    jobs_.start<Models>(
        loadLane,
        [archives = deployment.archives, module = deployment.module](const CancelToken& cancel,
                                                                     const ProgressSink& progress) {
            return loadModels(archives, module, cancel, progress);
        },
        [this](Outcome<Models> outcome) { setModels(std::move(outcome)); });
}

void Session::setModels(Outcome<Models>&& outcome) {
    if (!outcome.ok()) {
        modelStage_ = Stage::failed;
        modelError_ = outcome.error();
    } else if (isCancelled(*outcome)) {
        modelStage_ = Stage::empty;
    } else {
        models_ = std::make_shared<const Models>(std::get<0>(*std::move(outcome)));
        modelStage_ = Stage::ready;
    }
    emit modelsChanged();
    replan();
}

void Session::replan() {
    const Deployment& deployment = document_.deployment();
    if (!models_ || deployment.board.empty()) {
        jobs_.drop(planLane);
        setPlanStage(Stage::empty);
        return;
    }
    setPlanStage(Stage::working);
    jobs_.start<PlanFacts>(
        planLane,
        [models = models_, boards = boards_, wanted = deployment.board, options = deployment.plan](
            const CancelToken& cancel, const ProgressSink& progress) -> Outcome<PlanFacts> {
            const auto start = std::chrono::steady_clock::now();
            PINFOLD_TRY(const Board board, findBoard(wanted));
            PINFOLD_TRY_OUTCOME(Plan plan, planLoaded(*models, board, options, boards->boards, cancel, progress));
            PlanFacts facts = factsOf(std::move(plan), board, *models);
            facts.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            return facts;
        },
        [this](Outcome<PlanFacts> outcome) { setPlan(std::move(outcome)); });
}

void Session::cancelPlanning() { jobs_.cancel(planLane); }

void Session::setPlan(Outcome<PlanFacts>&& outcome) {
    if (!outcome.ok()) return setPlanStage(Stage::failed, outcome.error());
    if (isCancelled(*outcome)) {
        return setPlanStage(Stage::failed, Error{ErrorKind::badInput, tr("Planning was cancelled.").toStdString()});
    }
    planBefore_ = std::exchange(plan_, std::make_shared<const PlanFacts>(std::get<0>(*std::move(outcome))));
    emit planChanged();
    setPlanStage(Stage::ready);
}

void Session::setReports(std::shared_ptr<const Reports> reports, Deployment validated) {
    reports_ = std::move(reports);
    validated_ = std::move(validated);
    emit reportsChanged();
}

void Session::dropReports() {
    if (reports_) setReports(nullptr, {});
}

void Session::setPlanStage(Stage stage, std::optional<Error> error) {
    planStage_ = stage;
    planError_ = std::move(error);
    emit planStageChanged();
}

}  // namespace pinfold::ui
