#include "ui/inspector/kernel_source.h"

#include "model/operator_ticks.h"
#include "ui/text/numbers.h"
#include "ui/text/say.h"

#include <QStringList>

#include <algorithm>

namespace pinfold::ui {
namespace {

// Of a file, counted from 1, both included.
struct Lines {
    int first = 0;
    int last = 0;
};

int countLines(std::string_view text) {
    const auto ends = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
    return text.empty() || text.back() == '\n' ? ends : ends + 1;
}

Lines shownLines(const Kernel& kernel, int fileLines, SourceExtent extent) {
    if (extent == SourceExtent::kernel) {
        return {kernel.firstLine, std::min(kernel.lastLine, kernel.firstLine + maxSourceLines - 1)};
    }
    const int lastFirst = std::max(1, fileLines - maxSourceLines + 1);
    const int first = std::clamp(kernel.firstLine - maxSourceLines / 4, 1, lastFirst);
    return {first, std::min(fileLines, first + maxSourceLines - 1)};
}

QString textOf(std::string_view text, const Lines& lines) {
    const auto [first, last] = lines;
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
    const std::string_view part = text.substr(begin, end == std::string_view::npos ? end : end - begin);
    return QString::fromUtf8(part.data(), static_cast<qsizetype>(part.size()));
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

std::vector<StatementMark> marksOf(const ModelFacts& modelFacts, const Item& op, const Kernel& kernel,
                                   const Lines& shown) {
    std::vector<StatementMark> marks;
    const PlanFacts* facts = modelFacts.facts();
    const PlannedOperator* planned = modelFacts.planned(op);
    const Lifetimes lifetimes = facts ? facts->plan.options.lifetimes : Lifetimes::statement;
    const OperatorTicks ticks = operatorTicks(modelFacts.model(op), op.index, lifetimes);
    for (std::size_t s = 0; s < ticks.statements.size(); ++s) {
        const KernelStatement& statement = kernel.statements[s];
        if (statement.firstLine > shown.last) break;
        StatementMark mark{statement.firstLine - shown.first, std::min(statement.lastLine, shown.last) - shown.first};
        if (planned && ticks.statements[s] >= 0) addPlan(mark, *facts, planned->firstTick + ticks.statements[s]);
        marks.push_back(mark);
    }
    return marks;
}

QString leftOut(const Lines& shown, const Lines& all) {
    return say("Lines %1 to %2 of %3.")
        .arg(countText(shown.first - all.first + 1), countText(shown.last - all.first + 1),
             countText(all.last - all.first + 1));
}

}  // namespace

KernelSource kernelSource(const ModelFacts& modelFacts, const Item& item, SourceExtent extent) {
    if (item.kind != Item::Kind::op && item.kind != Item::Kind::workspace) return {};
    const Item op = Item::op(item.model, item.index);
    const Kernel& kernel = modelFacts.kernel(op);
    KernelSource source;
    source.title = QString::fromStdString(kernel.name);
    if (kernel.source < 0) {
        source.note = kernel.name == copyKernelName
                          ? say("Pinfold's own copy: there is no source in the archive.")
                          : say("The archive holds this kernel as an object file: there is no source to show, and all "
                                "its memory lives for the whole operator.");
        return source;
    }
    const auto& file = modelFacts.model(op).sources[static_cast<std::size_t>(kernel.source)];
    const int fileLines = countLines(file.bytes);
    const Lines shown = shownLines(kernel, fileLines, extent);
    source.text = textOf(file.bytes, shown);
    if (kernel.read) {
        source.marks = marksOf(modelFacts, op, kernel, shown);
    } else {
        source.note = say("Not read statement by statement: %1 All its memory lives for the whole operator.")
                          .arg(QString::fromStdString(kernel.whyNotRead));
    }
    if (extent == SourceExtent::wholeFile) {
        source.title = QString::fromStdString(file.name);
        source.startLine = kernel.firstLine - shown.first;
    } else if (!source.marks.empty()) {
        // What comes before the first statement fetches arguments: nobody wants to see that first.
        source.startLine = source.marks.front().firstLine;
    }
    const Lines all = extent == SourceExtent::kernel ? Lines{kernel.firstLine, kernel.lastLine} : Lines{1, fileLines};
    if (shown.first > all.first || shown.last < all.last) source.note += leftOut(shown, all);
    return source;
}

}  // namespace pinfold::ui
