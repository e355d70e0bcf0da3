// Windows of operators are compared by a hash of their kernels and of how their operators read one another, which grows
// with the window: an input from inside counts by how far back its producer is, all others are "from outside". A window
// that is like no other cannot become like another by growing, so those left to look at get few soon. The kind of
// window that saves most operators, were all its copies shown as one, is taken; what is left is looked at again.
#include "ui/layout/blocks.h"

#include "base/index.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>

namespace pinfold::layout {
namespace {

// A kind is worth a colour and a name if it saves one operator in so many.
constexpr int minShare = 200;

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
}

class BlockFinder {
public:
    BlockFinder(std::span<const BlockOperator> operators, const RepeatedBlockLimits& limits, const CancelToken& cancel)
        : operators_(operators), limits_(limits), cancel_(cancel), taken_(operators.size(), false) {
        readers_.resize(operators.size());
        for (std::size_t i = 0; i < operators.size(); ++i) {
            for (const int producer : operators[i].producers) {
                if (producer >= 0) readers_[at(producer)].push_back(static_cast<int>(i));
            }
        }
    }

    std::optional<std::vector<RepeatedBlock>> run() {
        for (int kind = 0; kind < limits_.kinds; ++kind) {
            const auto best = findBest();
            if (cancel_.cancelled()) return std::nullopt;
            const int minSaved = std::max(limits_.shortest, static_cast<int>(operators_.size()) / minShare);
            if (best.saved < minSaved) break;
            for (const int first : best.starts) {
                blocks_.push_back({first, best.length, kind});
                std::fill_n(taken_.begin() + first, best.length, true);
            }
        }
        std::sort(blocks_.begin(), blocks_.end(),
                  [](const RepeatedBlock& a, const RepeatedBlock& b) { return a.first < b.first; });
        return std::move(blocks_);
    }

private:
    struct Candidate {
        int saved = 0;
        int exchanged = 0;  // tensors between the first block and the rest
        int length = 0;
        std::vector<int> starts;
    };
    struct Window {
        std::uint64_t hash = 0;
        int start = 0;
    };

    // What operator `start + offset` is in a window that begins at `start`.
    std::uint64_t tokenHash(int start, int offset) const {
        const BlockOperator& op = operators_[at(start + offset)];
        std::uint64_t hash = mix(1, static_cast<std::uint64_t>(op.kernel));
        for (const int producer : op.producers) {
            hash = mix(hash, producer >= start ? static_cast<std::uint64_t>(start + offset - producer) : 0);
        }
        return hash;
    }

    bool alike(int a, int b, int length) const {
        for (int offset = 0; offset < length; ++offset) {
            const BlockOperator& first = operators_[at(a + offset)];
            const BlockOperator& second = operators_[at(b + offset)];
            const auto same = [&](int p, int q) { return p >= a ? q - b == p - a : q < b; };
            if (first.kernel != second.kernel || !std::equal(first.producers.begin(), first.producers.end(),
                                                             second.producers.begin(), second.producers.end(), same)) {
                return false;
            }
        }
        return true;
    }

    Candidate findBest() {
        Candidate best;
        std::vector<Window> windows;
        for (int start = 0; start < static_cast<int>(operators_.size()); ++start) windows.push_back({0, start});
        for (int length = 1; length <= limits_.longest && !windows.empty(); ++length) {
            if (cancel_.cancelled()) break;
            grow(windows, length);
            if (length >= limits_.shortest) compare(windows, length, best);
            dropSingles(windows);
        }
        return best;
    }

    // Makes all windows one longer, drops those that cannot be, and sorts them by hash and place.
    void grow(std::vector<Window>& windows, int length) const {
        std::erase_if(windows, [&](const Window& window) {
            const auto next = at(window.start + length - 1);
            return next >= operators_.size() || taken_[next];
        });
        for (Window& window : windows) window.hash = mix(window.hash, tokenHash(window.start, length - 1));
        std::sort(windows.begin(), windows.end(), [](const Window& a, const Window& b) {
            return std::tie(a.hash, a.start) < std::tie(b.hash, b.start);
        });
    }

    static void dropSingles(std::vector<Window>& windows) {
        std::vector<Window> kept;
        for (std::size_t i = 0; i < windows.size(); ++i) {
            const bool before = i > 0 && windows[i - 1].hash == windows[i].hash;
            const bool after = i + 1 < windows.size() && windows[i + 1].hash == windows[i].hash;
            if (before || after) kept.push_back(windows[i]);
        }
        windows = std::move(kept);
    }

    void compare(const std::vector<Window>& windows, int length, Candidate& best) const {
        for (std::size_t begin = 0, end = 0; begin < windows.size(); begin = end) {
            while (end < windows.size() && windows[end].hash == windows[begin].hash) ++end;
            if (static_cast<int>(end - begin - 1) * length < best.saved) continue;
            Candidate candidate;
            candidate.length = length;
            for (std::size_t i = begin; i < end; ++i) {
                const int start = windows[i].start;
                const bool overlaps = !candidate.starts.empty() && candidate.starts.back() + length > start;
                if (!overlaps && alike(windows[begin].start, start, length)) candidate.starts.push_back(start);
            }
            candidate.saved = (static_cast<int>(candidate.starts.size()) - 1) * length;
            if (candidate.saved < best.saved) continue;
            candidate.exchanged = exchanged(candidate.starts.front(), length);
            const auto rank = [](const Candidate& c) {
                return std::tuple(-c.saved, c.exchanged, c.length, c.starts.empty() ? 0 : c.starts.front());
            };
            if (rank(candidate) < rank(best)) best = std::move(candidate);
        }
    }

    int exchanged(int first, int length) const {
        std::vector<int> from;
        int leaving = 0;
        for (int i = first; i < first + length; ++i) {
            for (const int producer : operators_[at(i)].producers) {
                if (producer < first) from.push_back(producer);
            }
            const auto& readers = readers_[at(i)];
            if (std::any_of(readers.begin(), readers.end(), [&](int r) { return r >= first + length; })) ++leaving;
        }
        std::sort(from.begin(), from.end());
        return leaving + static_cast<int>(std::unique(from.begin(), from.end()) - from.begin());
    }

    std::span<const BlockOperator> operators_;
    RepeatedBlockLimits limits_;
    const CancelToken& cancel_;
    std::vector<bool> taken_;
    std::vector<std::vector<int>> readers_;
    std::vector<RepeatedBlock> blocks_;
};

}  // namespace

std::optional<std::vector<RepeatedBlock>> findRepeatedBlocks(std::span<const BlockOperator> operators,
                                                             const RepeatedBlockLimits& limits,
                                                             const CancelToken& cancel) {
    return BlockFinder(operators, limits, cancel).run();
}

CollapsedGraph collapsed(const Graph& graph, std::span<const int> groupOf, std::span<const Node> sizes) {
    CollapsedGraph result;
    std::vector<int> nodeOfGroup(sizes.size(), -1);
    std::vector<bool> isGroup;
    for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
        const int group = groupOf[node];
        int made = group < 0 ? -1 : nodeOfGroup[at(group)];
        if (made < 0) {
            made = static_cast<int>(result.graph.nodes.size());
            result.graph.nodes.push_back(group < 0 ? graph.nodes[node] : sizes[at(group)]);
            isGroup.push_back(group >= 0);
            if (group >= 0) nodeOfGroup[at(group)] = made;
        }
        result.nodeOf.push_back(made);
    }
    std::map<std::pair<int, int>, int> outputs;       // of groups: (node, output) → output of the group
    std::vector<int> outputsOf(isGroup.size(), 0);    // by node
    std::map<std::tuple<int, int, int>, int> merged;  // (from, output, group) → edge
    for (const Edge& edge : graph.edges) {
        Edge made = edge;
        made.from = result.nodeOf[at(edge.from)];
        made.to = result.nodeOf[at(edge.to)];
        if (made.from == made.to) {
            result.edgeOf.push_back(-1);
            continue;
        }
        if (isGroup[at(made.from)]) {
            const auto [entry, added] = outputs.try_emplace({edge.from, edge.output}, outputsOf[at(made.from)]);
            if (added) ++outputsOf[at(made.from)];
            made.output = entry->second;
        }
        const int next = static_cast<int>(result.graph.edges.size());
        const auto [entry, added] = isGroup[at(made.to)] ? merged.try_emplace({made.from, made.output, made.to}, next)
                                                         : std::pair(merged.end(), true);
        if (added) result.graph.edges.push_back(made);
        result.edgeOf.push_back(added ? next : entry->second);
    }
    return result;
}

}  // namespace pinfold::layout
