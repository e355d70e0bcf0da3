#include "ui/inspector/kernel_source.h"

#include "plan/operator_ticks.h"
#include "ui/style/numbers.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace pinfold::ui {
namespace {

QString say(const char* text) { return QCoreApplication::translate("KernelSource", text); }

// Lines [first, last] of a text, counted from 1.
QString linesOf(std::string_view text, int first, int last) {
    std::size_t begin = 0;
    for (int line = 1; line < first && begin != std::string_view::npos; ++line) {
        begin = text.find('\n', begin);
        if (begin != std::string_view::npos) ++begin;
    }
    if (begin == std::string_view::npos) return {};
    std::size_t end = begin;
    for (int line = first; line <= last && end != std::string_view::npos; ++line) {
        end = text.find('\n', end);
        if (end != std::string_view::npos && line < last) ++end;
    }
    const std::string_view lines = text.substr(begin, end == std::string_view::npos ? end : end - begin);
    return QString::fromUtf8(lines.data(), static_cast<qsizetype>(lines.size()));
}

void addPlan(StatementMark& mark, const PlanFacts& facts, int tick) {
    mark.tick = tick;
    QStringList parts;
    for (std::size_t pool = 0; pool < facts.plan.pools.size(); ++pool) {
        const std::int64_t bytes = facts.load[pool][static_cast<std::size_t>(tick)];
        if (bytes == 0) continue;
        parts.append(say("%1 in %2").arg(bytesText(bytes), QString::fromStdString(facts.plan.pools[pool].region)));
        mark.peak = mark.peak || facts.peakTick[pool] == tick;
    }
    mark.alive = parts.join(QStringLiteral(", "));
}

std::vector<StatementMark> marksOf(const Things& things, const Subject& op, const Kernel& kernel, int lastLine) {
    std::vector<StatementMark> marks;
    const PlanFacts* facts = things.facts();
    const PlannedOperator* planned = things.planned(op);
    const Lifetimes lifetimes = facts ? facts->plan.lifetimes : Lifetimes::statement;
    const OperatorTicks ticks = operatorTicks(things.model(op), op.index, lifetimes);
    for (std::size_t s = 0; s < ticks.statements.size(); ++s) {
        const KernelStatement& statement = kernel.statements[s];
        if (statement.firstLine > lastLine) break;
        StatementMark mark{statement.firstLine - kernel.firstLine,
                           std::min(statement.lastLine, lastLine) - kernel.firstLine};
        if (planned && ticks.statements[s] >= 0) addPlan(mark, *facts, planned->firstTick + ticks.statements[s]);
        marks.push_back(mark);
    }
    return marks;
}

}  // namespace

KernelSource kernelSource(const Things& things, const Subject& subject) {
    if (subject.kind != Subject::Kind::op && subject.kind != Subject::Kind::workspace) return {};
    const Subject op = Subject::op(subject.model, subject.index);
    const Kernel& kernel = things.kernel(op);
    KernelSource source;
    source.title = QString::fromStdString(kernel.name);
    if (kernel.source < 0) {
        source.note = kernel.name == copyKernelName
                          ? say("Pinfold's own copy: there is no source in the archive.")
                          : say("The archive holds this kernel as an object file: there is no source to show, and all "
                                "its memory lives for the whole operator.");
        return source;
    }
    const auto& file = things.model(op).sources[static_cast<std::size_t>(kernel.source)];
    const int lastLine = std::min(kernel.lastLine, kernel.firstLine + mostSourceLines - 1);
    source.text = linesOf(file.bytes, kernel.firstLine, lastLine);
    if (kernel.read) {
        source.marks = marksOf(things, op, kernel, lastLine);
    } else {
        source.note = say("Not read statement by statement: %1 All its memory lives for the whole operator.")
                          .arg(QString::fromStdString(kernel.whyNotRead));
    }
    if (lastLine < kernel.lastLine) {
        source.note += say("The first %1 of %2 lines.")
                           .arg(countText(mostSourceLines), countText(kernel.lastLine - kernel.firstLine + 1));
    }
    return source;
}

}  // namespace pinfold::ui
