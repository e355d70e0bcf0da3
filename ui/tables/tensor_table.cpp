#include "ui/tables/tensor_table.h"

#include "ui/session/session.h"
#include "ui/style/numbers.h"

namespace pinfold::ui {

TensorTable::TensorTable(Session& session, QObject* parent) : TableModel(parent), session_(session) {
    connect(&session_, &Session::planChanged, this, &TensorTable::fill);
    fill();
}

void TensorTable::fill() {
    if (!session_.plan()) return clear();
    const auto facts = session_.plan();
    const auto buffer = [facts](int row) -> const PlannedBuffer& {
        return facts->plan.buffers[static_cast<std::size_t>(row)];
    };
    const auto address = [facts, buffer](int row) {
        const PlannedBuffer& b = buffer(row);
        return facts->plan.pools[static_cast<std::size_t>(b.pool)].address + static_cast<std::uint64_t>(b.offset);
    };
    std::vector<TableColumn> columns;
    columns.push_back({tr("Name"), tr("A tensor's name in the archive, or op<index>/<workspace>."), false,
                       [buffer](int row) { return QString::fromStdString(buffer(row).name); }});
    columns.push_back({tr("Kind"), tr("input, output, activation or workspace"), false, [buffer](int row) {
                           const std::string_view kind = nameOf(buffer(row).kind);
                           return QString::fromLatin1(kind.data(), static_cast<qsizetype>(kind.size()));
                       }});
    columns.push_back({tr("Bytes"), tr("Exact size."), true, [buffer](int row) { return bytesText(buffer(row).bytes); },
                       [buffer](int row) { return QVariant::fromValue(buffer(row).bytes); }});
    columns.push_back({tr("Region"), tr("The memory that the plan put it in."), false, [facts, buffer](int row) {
                           return QString::fromStdString(
                               facts->plan.pools[static_cast<std::size_t>(buffer(row).pool)].region);
                       }});
    columns.push_back({tr("Address"), tr("Of its first byte."), true,
                       [address](int row) { return addressText(address(row)); },
                       [address](int row) { return QVariant::fromValue(static_cast<qulonglong>(address(row))); }});
    columns.push_back(
        {tr("Lives"), tr("First and last tick, both included. A tick is a top-level statement of a kernel."), true,
         [buffer](int row) { return QStringLiteral("%1…%2").arg(buffer(row).firstTick).arg(buffer(row).endTick - 1); },
         [buffer](int row) { return buffer(row).firstTick; }});
    columns.push_back(
        {tr("Reads"), tr("Elements read in one inference."), true,
         [buffer](int row) { return buffer(row).reads ? countText(*buffer(row).reads) : QString(QChar(0x2013)); },
         [buffer](int row) { return QVariant::fromValue(buffer(row).reads.value_or(-1)); }});
    columns.push_back(
        {tr("Writes"), tr("Elements written in one inference."), true,
         [buffer](int row) { return buffer(row).writes ? countText(*buffer(row).writes) : QString(QChar(0x2013)); },
         [buffer](int row) { return QVariant::fromValue(buffer(row).writes.value_or(-1)); }});
    for (TableColumn& column : columns) {
        column.extra = [facts](int row, int role) -> QVariant {
            if (role != subjectRole) return {};
            return QVariant::fromValue(facts->subjects[static_cast<std::size_t>(row)]);
        };
    }
    setContents(std::move(columns), static_cast<int>(facts->plan.buffers.size()));
}

}  // namespace pinfold::ui
