#include "ui/deploy/firmware_table.h"

#include "ui/style/theme.h"
#include "ui/text/numbers.h"
#include "ui/text/say.h"

#include <memory>
#include <utility>

namespace pinfold::ui {
namespace {

struct Row {
    QString name;
    QString help;
    std::int64_t bytes = 0;
    std::int64_t capacity = 0;  // of a region; 0 for a part of one
};

void addRegion(std::vector<Row>& rows, const RegionUse& use) {
    if (use.total() == 0) return;
    rows.push_back({QString::fromStdString(use.region), say("Everything that the linker placed there."), use.total(),
                    use.capacity});
    const std::pair<const char*, const char*> words[] = {
        {QT_TR_NOOP("Weights"), QT_TR_NOOP("Constants of the models.")},
        {QT_TR_NOOP("Kernels"), QT_TR_NOOP("Machine code of the operators, from the archive.")},
        {QT_TR_NOOP("Descriptors"), QT_TR_NOOP("Tensors, steps and names of the models.")},
        {QT_TR_NOOP("Runtime"), QT_TR_NOOP("Everything else: runtime, serial protocol, start-up, C library.")},
        {QT_TR_NOOP("Pools"), QT_TR_NOOP("The planned memory of buffers, with its guard bytes.")},
        {QT_TR_NOOP("Stack"), QT_TR_NOOP("Reserved for the stack.")}};
    const std::int64_t bytes[] = {use.weights, use.kernels, use.descriptors, use.runtime, use.pools, use.stack};
    for (std::size_t part = 0; part < std::size(bytes); ++part) {
        if (bytes[part] > 0) rows.push_back({say(words[part].first), say(words[part].second), bytes[part]});
    }
}

}  // namespace

void FirmwareTable::show(const std::optional<FirmwareFigures>& figures) {
    if (!figures) return clear();
    auto shared = std::make_shared<std::vector<Row>>();
    for (const RegionUse& use : figures->regions) addRegion(*shared, use);
    const std::shared_ptr<const std::vector<Row>> rows = shared;
    const auto at = [rows](int row) -> const Row& { return (*rows)[static_cast<std::size_t>(row)]; };
    const auto look = [at](int row, int role) -> QVariant {
        if (role == Qt::FontRole) {
            QFont font = captionFont();
            if (at(row).capacity > 0) font.setWeight(QFont::DemiBold);
            return font;
        }
        if (role == Qt::ToolTipRole) return at(row).help;
        return {};
    };
    const auto ofRegion = [at](int row, const QString& text) { return at(row).capacity > 0 ? text : QString(); };
    setContents({{tr("Memory"),
                  tr("A region of the board, and what lies in it."),
                  false,
                  [at](int row) { return at(row).capacity > 0 ? at(row).name : QStringLiteral("    ") + at(row).name; },
                  {},
                  look},
                 {tr("Used"), tr("Bytes that the linker placed there."), true,
                  [at](int row) { return bytesText(at(row).bytes); },
                  [at](int row) { return QVariant::fromValue(at(row).bytes); }, look},
                 {tr("Of"), tr("Size of the region."), true,
                  [at, ofRegion](int row) { return ofRegion(row, bytesText(at(row).capacity)); },
                  [at](int row) { return QVariant::fromValue(at(row).capacity); }, look},
                 {tr("Share"),
                  tr("Used bytes in relation to the region's size."),
                  true,
                  [at, ofRegion](int row) {
                      const auto capacity = static_cast<double>(at(row).capacity);
                      return ofRegion(
                          row, capacity > 0 ? percentText(static_cast<double>(at(row).bytes) / capacity) : QString());
                  },
                  {},
                  look}},
                static_cast<int>(rows->size()));
}

}  // namespace pinfold::ui
