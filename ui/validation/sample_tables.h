// The list of samples, and the elements of one sample's output.
#pragma once

#include "ui/report/sample_data.h"
#include "ui/widgets/number_table.h"

#include <memory>
#include <optional>
#include <vector>

namespace pinfold::ui {

// Which samples are listed.
struct SampleFilter {
    enum class Kind { all, differing, wrongClass, cell };
    Kind kind = Kind::all;
    std::int64_t label = 0;      // cell: of the confusion matrix
    std::int64_t predicted = 0;  // cell
    [[nodiscard]] bool takes(const SampleFacts& facts) const;
};

enum class SampleOrder { worstFirst, byNumber };

class SampleList : public NumberTable {
    Q_OBJECT

public:
    using NumberTable::NumberTable;

    void show(const std::shared_ptr<const SampleSet>& set, const SampleFilter& filter, SampleOrder order);
    // In the order of the rows.
    [[nodiscard]] const std::vector<std::int64_t>& samples() const { return samples_; }

private:
    std::vector<std::int64_t> samples_;
};

// Reference and device side by side. Views into bytes that `owner` keeps.
struct ShownOutput {
    std::shared_ptr<const void> owner;
    DType dtype = DType::int8;
    std::string_view reference;  // empty: there is none
    std::string_view device;
    bool differs = false;  // an element does not match
};

// "Sample 3, dense_1: the largest error is −4, at element 7."
QString elementsSummary(const ShownOutput& output, std::optional<std::size_t> worst, const QString& name,
                        std::int64_t sample);

class ElementTable : public NumberTable {
    Q_OBJECT

public:
    using NumberTable::NumberTable;

    void show(const ShownOutput& output);
    // The row of the largest error.
    [[nodiscard]] std::optional<std::size_t> worst() const { return worst_; }

private:
    std::optional<std::size_t> worst_;
};

}  // namespace pinfold::ui
