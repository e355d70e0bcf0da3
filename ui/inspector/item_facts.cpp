#include "ui/inspector/item_facts.h"

#include "ui/session/operator_facts.h"
#include "ui/session/pinning.h"
#include "ui/text/numbers.h"
#include "ui/text/say.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace pinfold::ui {
namespace {

QString text(std::string_view value) { return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size())); }

class Teller {
public:
    Teller(const ModelFacts& modelFacts, const Item& item) : modelFacts_(modelFacts), item_(item) {}

    std::vector<Fact> facts() && { return std::move(facts_); }

    void tellTensor();
    void tellPlace(const std::vector<std::string>& pins);
    void tellLife();
    void tellUse();
    void tellWork();
    void tellMeasured(const Session::Reports* reports);
    void tellOperator();

private:
    void add(const QString& name, const QString& value, const QString& help) { facts_.push_back({name, value, help}); }
    void addNumber(const QString& name, const QString& value, const QString& help) {
        facts_.push_back({name, value, help, {}, true});
    }
    void addLinks(const QString& name, const std::vector<Item>& items, const QString& help);
    void addTick(const QString& name, int tick, const QString& help);

    const ModelFacts& modelFacts_;
    const Item item_;
    std::vector<Fact> facts_;
};

void Teller::addLinks(const QString& name, const std::vector<Item>& items, const QString& help) {
    const std::size_t shown = std::min(items.size(), maxLinks);
    for (std::size_t i = 0; i < shown; ++i) {
        QString value = modelFacts_.shortName(items[i]);
        if (items[i].kind != Item::Kind::op) value += u' ' + bytesText(modelFacts_.bytes(items[i]));
        facts_.push_back({i == 0 ? name : QString(), value, help, modelFacts_.root(items[i])});
    }
    if (shown == items.size()) return;
    add({}, say("and %1 more").arg(countText(static_cast<std::int64_t>(items.size() - shown))), help);
}

void Teller::addTick(const QString& name, int tick, const QString& help) {
    const Item running = modelFacts_.operatorAt(tick);
    facts_.push_back(
        {name, QStringLiteral("%1 · %2").arg(countText(tick), modelFacts_.shortName(running)), help, running});
}

void Teller::tellTensor() {
    addNumber(say("Bytes"), bytesText(modelFacts_.bytes(item_)),
              say("Exact size. The plan rounds it up to the alignment."));
    if (item_.kind != Item::Kind::tensor) return;
    const Tensor& tensor = modelFacts_.tensor(item_);
    add(say("Type"), text(nameOf(tensor.dtype)), say("Type of its elements."));
    add(say("Shape"), text(toString(tensor.shape)), say("Its extents, outermost first."));
    std::vector<Item> aliases;
    const auto& tensors = modelFacts_.model(item_).tensors;
    for (std::size_t t = 0; t < tensors.size(); ++t) {
        if (tensors[t].aliasOf == item_.index) aliases.push_back(Item::tensor(item_.model, static_cast<int>(t)));
    }
    for (std::size_t i = 0; i < std::min(aliases.size(), maxLinks); ++i) {
        add(i == 0 ? say("Aliases") : QString(),
            QStringLiteral("%1 · %2").arg(text(modelFacts_.name(aliases[i])),
                                          text(toString(modelFacts_.tensor(aliases[i]).shape))),
            say("The same bytes under another name and shape."));
    }
}

void Teller::tellPlace(const std::vector<std::string>& pins) {
    const std::string region = modelFacts_.region(item_);
    if (region.empty()) return add(say("Region"), say("no plan yet"), say("Where the plan puts it."));
    add(say("Region"), text(region), say("The memory that the plan puts it in."));
    if (const auto address = modelFacts_.address(item_)) {
        addNumber(say("Address"), addressText(*address), say("Of its first byte on the board."));
    }
    const PlannedConstant* constant = modelFacts_.constant(item_);
    if (constant && constant->pool >= 0) {
        add(say("Copied from"), text(modelFacts_.facts()->board.codeRegion),
            say("It lies in flash and is copied to RAM when the firmware starts."));
    }
    const auto exact = exactPinsOf(pins, modelFacts_.models(), item_);
    const PlannedBuffer* buffer = modelFacts_.buffer(item_);
    const bool pinned = (buffer && buffer->pinned) || (constant && constant->pinned);
    const QString help =
        say("What was demanded of its place. Pins of groups name several things at once: see the list "
            "of pins in the plan.");
    for (const std::string& pin : exact) add(say("Pin"), text(pin), help);
    if (exact.empty() && pinned) add(say("Pin"), say("by a group"), help);
}

void Teller::tellLife() {
    const auto life = modelFacts_.life(item_);
    if (!life) return;
    const QString tick =
        say("A tick is a top-level statement of a kernel; buffers whose lives share no tick may share bytes.");
    addTick(say("Alive from"), life->first,
            say("First tick of its life, and the operator that runs then.") + u' ' + tick);
    addTick(say("Alive until"), life->end - 1,
            say("Last tick of its life, included, and the operator that runs then.") + u' ' + tick);
}

void Teller::tellUse() {
    const PlannedBuffer* buffer = modelFacts_.buffer(item_);
    if (item_.kind == Item::Kind::workspace) {
        addLinks(say("Used by"), modelFacts_.writers(item_), say("The operator whose kernel asks for it."));
    } else {
        addLinks(say("Written by"), modelFacts_.writers(item_), say("The operator that makes it."));
        addLinks(say("Read by"), modelFacts_.readers(item_), say("The operators that take it."));
    }
    if (!buffer) return;
    if (buffer->reads) {
        addNumber(say("Reads"), countText(*buffer->reads),
                  say("Elements read in one inference: products of the bounds of the kernels' loops."));
    }
    if (buffer->writes) {
        addNumber(say("Writes"), countText(*buffer->writes),
                  say("Elements written in one inference: products of the bounds of the kernels' loops."));
    }
    const Region* region = findRegion(modelFacts_.facts()->board, modelFacts_.region(item_));
    if (!region || !buffer->readBytes || !buffer->writtenBytes) return;
    const double cycles = static_cast<double>(*buffer->readBytes) / 4 * region->readCycles +
                          static_cast<double>(*buffer->writtenBytes) / 4 * region->writeCycles;
    addNumber(say("Access"), cyclesText(cycles),
              say("Cycles that one inference spends on reading and writing it here, at the region's cost of a 32-bit "
                  "word as the board file says."));
}

void Teller::tellOperator() {
    const Operator& op = modelFacts_.op(item_);
    const auto tensors = [&](const std::vector<int>& indices, bool constants) {
        std::vector<Item> items;
        for (const int index : indices) {
            const Item tensor = Item::tensor(item_.model, index);
            const bool isConstant = modelFacts_.tensor(tensor).role == TensorRole::constant;
            if (isConstant == constants) items.push_back(tensor);
        }
        return items;
    };
    addLinks(say("Inputs"), tensors(op.inputs, false), say("Tensors that it takes."));
    addLinks(say("Outputs"), tensors(op.outputs, false), say("Tensors that it makes."));
    std::vector<Item> workspaces;
    const std::size_t count = modelFacts_.kernel(item_).workspaces.size();
    for (std::size_t w = 0; w < count; ++w) {
        workspaces.push_back(Item::workspaceOf(item_.model, item_.index, static_cast<int>(w)));
    }
    const Item block = Item::workspaceOf(item_.model, item_.index, -1);
    if (modelFacts_.buffer(block)) workspaces.push_back(block);
    addLinks(say("Workspaces"), workspaces, say("Scratch memory that its kernel asks for while it runs."));
    addLinks(say("Parameters"), tensors(op.inputs, true), say("Constants that it takes."));
}

void Teller::tellWork() {
    const Kernel& kernel = modelFacts_.kernel(item_);
    add(say("Kernel"), text(kernel.name), say("The C function that it calls."));
    addNumber(say("Index"), countText(item_.index), say("In the archive, as in op<index>/<workspace>."));
    if (kernel.macs) {
        addNumber(say("MACs"), countText(*kernel.macs),
                  say("Multiply-accumulates of one inference, counted in the kernel's source."));
    }
    if (const auto touched = modelFacts_.bytesTouched(item_)) {
        addNumber(say("Bytes touched"), bytesText(*touched),
                  say("Bytes that its kernel reads and writes, every access counted: tensors, constants, workspaces."));
    }
    if (const auto alive = modelFacts_.bytesAlive(item_)) {
        addNumber(say("Alive"), bytesText(*alive),
                  say("Most bytes alive at one time while it runs, in all pools, each buffer rounded up to the "
                      "alignment."));
    }
    if (const auto life = modelFacts_.life(item_)) {
        addNumber(say("Ticks"),
                  life->end - life->first == 1
                      ? say("1, number %1").arg(countText(life->first))
                      : say("%1, numbers %2…%3")
                            .arg(countText(life->end - life->first), countText(life->first), countText(life->end - 1)),
                  say("When it runs. A tick is a top-level statement of its kernel that uses memory of the plan."));
    }
    addNumber(say("Stack"), bytesText(kernel.stackBytes), say("Bytes of the kernel's local arrays."));
}

void Teller::tellMeasured(const Session::Reports* reports) {
    const ValidationReport* report = reportOf(reports, modelFacts_.model(item_));
    if (!report) return;
    const auto measured = std::find_if(report->operators.begin(), report->operators.end(),
                                       [&](const OperatorReport& op) { return op.index == item_.index; });
    if (measured == report->operators.end()) return;
    if (report->profiledSamples > 0) {
        QString value = say("%1 cycles").arg(countText(std::llround(measured->meanTicks)));
        if (report->ticksPerInference > 0) {
            value += QStringLiteral(" · ") + percentText(measured->meanTicks / report->ticksPerInference);
        }
        addNumber(say("Measured"), value, helpOf(ColourMode::cycles));
    }
    if (!measured->metrics) return;
    const bool passed = measured->metrics->passed;
    const QString error = measured->metrics->l2r ? QString::number(*measured->metrics->l2r, 'g', 3) : say("undefined");
    addNumber(say("Error"), passed ? say("none that counts") : error, helpOf(ColourMode::error));
}

}  // namespace

ItemFacts factsAbout(const ModelFacts& modelFacts, const Item& item, const std::vector<std::string>& pins,
                     const Session::Reports* reports) {
    if (!item) return {};
    Teller teller(modelFacts, item);
    if (item.kind == Item::Kind::op) {
        teller.tellWork();
        teller.tellMeasured(reports);
        teller.tellOperator();
    } else {
        teller.tellTensor();
        teller.tellPlace(pins);
        teller.tellLife();
        teller.tellUse();
    }
    QString subtitle = modelFacts.kind(item);
    if (item.kind == Item::Kind::op) subtitle = say("Operator · %1").arg(subtitle);
    if (modelFacts.models().size() > 1) subtitle += QStringLiteral(" · ") + text(modelFacts.model(item).name);
    return {text(modelFacts.name(item)), subtitle, std::move(teller).facts()};
}

}  // namespace pinfold::ui
