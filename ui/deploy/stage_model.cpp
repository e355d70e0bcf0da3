#include "ui/deploy/stage_model.h"

#include "ui/text/numbers.h"

#include <QCoreApplication>

#include <algorithm>
#include <chrono>

namespace pinfold::ui {
namespace {

constexpr auto clockPause = std::chrono::milliseconds(100);

}  // namespace

QString stateText(StageState state) {
    const auto say = [](const char* text) { return QCoreApplication::translate("StageModel", text); };
    switch (state) {
        case StageState::waiting: return say("waiting");
        case StageState::running: return say("running");
        case StageState::done: return say("done");
        case StageState::failed: return say("failed");
        case StageState::skipped: return say("skipped");
        case StageState::cancelled: return say("cancelled");
    }
    return {};
}

StageModel::StageModel(DeployRun& run, ReferenceRun& reference, QObject* parent)
    : QAbstractListModel(parent), reference_(reference.record()) {
    for (const StageDescription& stage : deployStages()) add(run.record(stage.id));
    connect(&reference_, &StageRecord::changed, this, &StageModel::showReference);
    clock_.setInterval(clockPause);
    connect(&clock_, &QTimer::timeout, this, [this] {
        for (const StageRecord* record : records_) {
            if (record->state() == StageState::running) recordChanged(*record);
        }
    });
}

void StageModel::add(StageRecord& record) {
    records_.push_back(&record);
    connect(&record, &StageRecord::changed, this, [this, &record] { recordChanged(record); });
}

int StageModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(records_.size());
}

int StageModel::rowOf(const StageRecord& record) const {
    const auto found = std::find(records_.begin(), records_.end(), &record);
    return found == records_.end() ? -1 : static_cast<int>(found - records_.begin());
}

QVariant StageModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const StageRecord& each = record(index.row());
    switch (role) {
        case Qt::DisplayRole: return each.title();
        case Qt::AccessibleTextRole:
        case Qt::ToolTipRole: return wholeText(each);
        case stateRole: return static_cast<int>(each.state());
        case lineRole: return each.isOutdated() ? tr("Before the last change: %1").arg(each.line()) : each.line();
        case timeRole: {
            const bool ran = each.state() == StageState::running || each.seconds() > 0;
            return ran ? durationText(each.seconds()) : QString();
        }
        case fractionRole: return each.fraction();
        case secondsRole: return each.seconds();
        case outdatedRole: return each.isOutdated();
        default: return {};
    }
}

QString StageModel::wholeText(const StageRecord& record) const {
    QString text = tr("%1: %2").arg(record.title(), stateText(record.state()));
    if (record.isOutdated()) text += tr(", before the last change of the deployment");
    if (record.seconds() > 0) text += tr(", %1").arg(durationText(record.seconds()));
    return record.line().isEmpty() ? text : text + QStringLiteral("\n") + record.line();
}

void StageModel::recordChanged(const StageRecord& record) {
    const int row = rowOf(record);
    if (row >= 0) emit dataChanged(index(row), index(row));
    const bool runs = std::any_of(records_.begin(), records_.end(),
                                  [](const StageRecord* each) { return each->state() == StageState::running; });
    if (runs != clock_.isActive()) runs ? clock_.start() : clock_.stop();
}

void StageModel::showReference() {
    const bool wanted = reference_.state() != StageState::waiting;
    const int row = rowOf(reference_);
    if (wanted && row < 0) {
        beginInsertRows({}, rowCount(), rowCount());
        records_.push_back(&reference_);
        endInsertRows();
    } else if (!wanted && row >= 0) {
        beginRemoveRows({}, row, row);
        records_.erase(records_.begin() + row);
        endRemoveRows();
    }
    recordChanged(reference_);
}

}  // namespace pinfold::ui
