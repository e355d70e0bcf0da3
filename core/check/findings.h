// Where the checker's rules put what they find.
#pragma once

#include "check/check.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pinfold {

class Findings {
public:
    explicit Findings(CancelToken cancel = {}) : cancel_(std::move(cancel)) {}

    template <typename... Args>
    void add(std::string_view rule, fmt::format_string<Args...> text, Args&&... args) {
        if (full()) return;
        findings_.push_back({std::string(rule), fmt::format(text, std::forward<Args>(args)...)});
    }
    // What is found from here on does not count any more, or it is cancelled: rules may stop.
    [[nodiscard]] bool full() const { return findings_.size() >= maxFindings || cancel_.cancelled(); }
    [[nodiscard]] const CancelToken& cancel() const { return cancel_; }
    [[nodiscard]] std::vector<CheckFinding> take() { return std::move(findings_); }

private:
    CancelToken cancel_;
    std::vector<CheckFinding> findings_;
};

// A name out of a file, in quotation marks and no longer than a line: a thousand findings must not repeat megabytes.
std::string inQuotes(std::string_view name);

}  // namespace pinfold
