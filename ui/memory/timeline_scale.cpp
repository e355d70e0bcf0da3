#include "ui/memory/timeline_scale.h"

#include "ui/memory/timeline_words.h"
#include "ui/session/operator_kind.h"
#include "ui/text/numbers.h"

#include <cmath>

namespace pinfold::ui {
namespace {

constexpr double narrowest = 24;        // pixels that a number needs
constexpr double widestStatement = 96;  // from which on a statement's lines have room
constexpr double boxOutline = 1;
constexpr int largestStep = 1'000'000'000;
constexpr double largestByteStep = 0x1p62;

double clampedTick(const TimelineModel& model, double tick) {
    return std::clamp(tick, 0.0, static_cast<double>(model.plan().ticks));
}

QString operatorName(const TimelineModel& model, const PlannedOperator& op) {
    const Item item = model.operatorAt(op.firstTick);
    if (item.model < 0) return QString::fromStdString(op.name);
    return shortName(model.models()[static_cast<std::size_t>(item.model)], op.name);
}

QString statementLabel(const TimelineModel& model, int tick, int firstTick) {
    const QString number = countText(tick - firstTick + 1);
    const auto lines = statementAt(model, tick);
    if (!lines) return number;
    return QStringLiteral("%1: %2–%3").arg(number).arg(lines->firstLine).arg(lines->lastLine);
}

}  // namespace

std::vector<HeadCell> operatorCells(const TimelineModel& model, const TickScale& scale, double from, double to) {
    std::vector<HeadCell> cells;
    const Plan& plan = model.plan();
    double tick = std::floor(clampedTick(model, scale.tick(from)));
    const double end = clampedTick(model, scale.tick(to));
    while (tick < end && tick < plan.ticks) {
        const auto index = static_cast<std::size_t>(model.facts().operatorOfTick[static_cast<std::size_t>(tick)]);
        const PlannedOperator& op = plan.operators[index];
        const QString number = countText(op.index);
        cells.push_back({scale.x(op.firstTick), scale.x(op.endTick), number + u' ' + operatorName(model, op), number});
        // Narrow ones: the next that is far enough away for another number.
        tick = std::max<double>(op.endTick, std::ceil(op.firstTick + narrowest / scale.pixelsPerTick));
    }
    return cells;
}

std::vector<HeadCell> statementCells(const TimelineModel& model, const TickScale& scale, double from, double to) {
    std::vector<HeadCell> cells;
    const int end = static_cast<int>(std::ceil(clampedTick(model, scale.tick(to))));
    const int start = static_cast<int>(std::floor(clampedTick(model, scale.tick(from))));
    if (scale.pixelsPerTick < narrowest) {
        const int step = roundStep(2.5 * narrowest / scale.pixelsPerTick);
        for (int tick = start / step * step; tick < end; tick += step) {
            cells.push_back({scale.x(tick), scale.x(tick + step), countText(tick)});
        }
        return cells;
    }
    for (int tick = start; tick < end; ++tick) {
        const auto op = static_cast<std::size_t>(model.facts().operatorOfTick[static_cast<std::size_t>(tick)]);
        const int firstTick = model.plan().operators[op].firstTick;
        const QString number = countText(tick - firstTick + 1);
        const bool wide = scale.pixelsPerTick >= widestStatement;
        cells.push_back(
            {scale.x(tick), scale.x(tick + 1), wide ? statementLabel(model, tick, firstTick) : number, number});
    }
    return cells;
}

std::vector<HeadCell> modelCells(const TimelineModel& model, const TickScale& scale, double from, double to) {
    std::vector<HeadCell> cells;
    if (model.modelBorders().empty()) return cells;
    std::vector<int> begins = {0};
    begins.insert(begins.end(), model.modelBorders().begin(), model.modelBorders().end());
    begins.push_back(model.plan().ticks);
    for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
        const double left = scale.x(begins[i]);
        const double right = scale.x(begins[i + 1]);
        if (right <= from || left >= to) continue;
        const auto op = static_cast<std::size_t>(model.facts().operatorOfTick[static_cast<std::size_t>(begins[i])]);
        cells.push_back({left, right, QString::fromStdString(model.plan().operators[op].model)});
    }
    return cells;
}

int linesThatFit(double height, double line) {
    return std::clamp(static_cast<int>(std::floor((height - 2 * boxOutline) / line)), 0, 2);
}

int roundStep(double least) {
    for (int power = 1; power < largestStep; power *= 10) {
        for (const int factor : {1, 2, 5}) {
            if (!(factor * power < least)) return factor * power;
        }
    }
    return largestStep;
}

double byteStep(double least) {
    const double step = std::exp2(std::ceil(std::log2(std::max(1.0, least))));
    return std::min(step, largestByteStep);
}

}  // namespace pinfold::ui
