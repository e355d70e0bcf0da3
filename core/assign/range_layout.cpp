// Packing one range.
//
// A pool is the smallest interval of the range that holds all items of its group. Kernels read beyond their tensors, so
// items have reaches: bytes below and after them that must lie inside of the range and outside of other pools. Such
// bytes cost nothing as long as enough of them are free, so a pool is first packed as if there were none. What then
// sticks out of it is its guard. Its mirror image is as small and may need smaller guards.
//
// Only where pools and guards are too much for the range, or where items have fixed offsets, the reaches count in the
// packing itself. A pool alone in its range is then tried at every base that can make a difference; for each, the
// number of bytes is narrowed down by packInto(), to which the part of a reach that the free bytes around the pool do
// not cover is handed over. Several pools offer several shapes, each for other guards, and every sequence of pools and
// shapes is tried; the bytes between two pools serve the guards of both.
#include "assign/range_layout.h"

#include "base/align.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace pinfold {
namespace {

constexpr int maxBases = 256;          // of one pool that are tried
constexpr std::size_t maxShapes = 64;  // of one pool
constexpr std::size_t maxPools = 5;    // in one range whose sequences are all tried
constexpr int maxSequences = 200'000;  // of pools and shapes

// The items of one group, with offsets that count from the begin of the range.
struct PoolQuestion {
    int group = 0;
    std::vector<int> items;
    std::vector<PackItem> rectangles;
    std::int64_t unit = 1;       // alignment of the pool's base
    std::int64_t maxBefore = 0;  // the longest reach below an item
    std::int64_t maxAfter = 0;
    std::optional<std::int64_t> firstFixed{};  // the lowest fixed offset
    std::int64_t fixedEnd = 0;                 // the highest end of a fixed item
};

// The range, and what may still be done there.
class Context {
public:
    Context(const MemoryRange& range, const PackBudget& budget, const Stop& stop)
        : capacity(range.capacity), alignment(range.alignment), budget_(budget), stop_(stop) {}

    const std::int64_t capacity;
    const std::int64_t alignment;

    Packing packed(std::span<const PackItem> items) {
        Packing packing = pack(items, share(), stop_.token());
        spent_ += packing.placements;
        return packing;
    }
    PackDecision packedInto(std::span<const PackItem> items, std::int64_t bytes) {
        PackDecision decision = packInto(items, bytes, share(), stop_.token());
        spent_ += decision.placements;
        return decision;
    }
    [[nodiscard]] bool ended() const { return stop_.stopped(); }
    [[nodiscard]] std::int64_t spent() const { return spent_; }

private:
    // Half of what is left, so that a hard packing does not take all from those that come after it. Out of time, what
    // is found without a search.
    [[nodiscard]] PackBudget share() const {
        if (stop_.stopped()) return {0};
        PackBudget share = budget_;
        share.placements = std::max<std::int64_t>(0, budget_.placements - spent_) / 2;
        return share;
    }

    const PackBudget& budget_;
    const Stop& stop_;
    std::int64_t spent_ = 0;
};

std::vector<PoolQuestion> poolQuestions(const AssignProblem& problem, int range, std::span<const int> items) {
    std::vector<PoolQuestion> questions;
    for (const int index : items) {
        const ProblemItem& item = problem.items[static_cast<std::size_t>(index)];
        if (questions.empty() || questions.back().group != item.group) {
            questions.push_back({item.group, {}, {}, problem.ranges[static_cast<std::size_t>(range)].alignment});
        }
        PoolQuestion& question = questions.back();
        const ProblemOption& option = *std::find_if(item.options.begin(), item.options.end(),
                                                    [&](const ProblemOption& o) { return o.range == range; });
        question.items.push_back(index);
        question.rectangles.push_back(
            {item.lower, item.upper, option.size, option.alignment, option.fixed, option.before, option.after});
        question.unit = std::max(question.unit, option.alignment);
        question.maxBefore = std::max(question.maxBefore, option.before);
        question.maxAfter = std::max(question.maxAfter, option.after);
        if (!option.fixed) continue;
        question.firstFixed = std::min(question.firstFixed.value_or(INT64_MAX), *option.fixed);
        question.fixedEnd = std::max(question.fixedEnd, *option.fixed + option.size);
    }
    return questions;
}

// The same items in a pool at `base` that has so many bytes free below and after it.
std::vector<PackItem> inPool(const PoolQuestion& question, std::int64_t base, std::int64_t freeBefore,
                             std::int64_t freeAfter) {
    std::vector<PackItem> items = question.rectangles;
    for (PackItem& item : items) {
        if (item.fixed) *item.fixed -= base;
        item.before = std::max<std::int64_t>(0, item.before - freeBefore);
        item.after = std::max<std::int64_t>(0, item.after - freeAfter);
    }
    return items;
}

// The pool whose items have these offsets from any point; its base counts from the same point.
PoolLayout poolAt(const PoolQuestion& question, std::vector<std::int64_t> offsets, const Context& context) {
    PoolLayout pool;
    pool.group = question.group;
    pool.items = question.items;
    pool.base = *std::min_element(offsets.begin(), offsets.end()) / question.unit * question.unit;
    for (std::size_t i = 0; i < offsets.size(); ++i) {
        offsets[i] -= pool.base;
        pool.bytes = std::max(pool.bytes, offsets[i] + question.rectangles[i].size);
    }
    for (std::size_t i = 0; i < offsets.size(); ++i) {
        const PackItem& item = question.rectangles[i];
        pool.guardBefore = std::max(pool.guardBefore, item.before - offsets[i]);
        pool.guardAfter = std::max(pool.guardAfter, offsets[i] + item.size + item.after - pool.bytes);
    }
    pool.guardBefore = alignUp(pool.guardBefore, context.alignment);
    pool.guardAfter = alignUp(pool.guardAfter, context.alignment);
    pool.offsets = std::move(offsets);
    return pool;
}

// The smallest pool of items without fixed offsets, as if nothing reached out of it, at base 0.
PoolLayout barePool(const PoolQuestion& question, Context& context) {
    const std::vector<PackItem> items = inPool(question, 0, question.maxBefore, question.maxAfter);
    const Packing packing = context.packed(items);
    PoolLayout pool = poolAt(question, packing.offsets, context);

    bool aligned = true;
    std::vector<std::int64_t> mirrored(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        mirrored[i] = packing.bytes - packing.offsets[i] - items[i].size;
        aligned = aligned && mirrored[i] % items[i].alignment == 0;
    }
    if (aligned) {
        PoolLayout mirror = poolAt(question, std::move(mirrored), context);
        if (mirror.guardBefore + mirror.guardAfter < pool.guardBefore + pool.guardAfter) pool = std::move(mirror);
    }
    pool.lowerBound = packing.lowerBound;
    return pool;
}

// Looks for the smallest pool in the range at one base after another.
class BaseSearch {
public:
    BaseSearch(const PoolQuestion& question, Context& context, std::int64_t lowerBound, PoolLayout first)
        : question_(question), context_(context), lowerBound_(lowerBound), best_(std::move(first)) {}

    PoolLayout run() {
        const std::int64_t unit = question_.unit;
        if (question_.firstFixed) {
            // The pool must hold the fixed items too: at its lower end, at its upper end, or anywhere between.
            const std::int64_t top = *question_.firstFixed / unit * unit;
            const auto bottom = [&] {
                return std::max<std::int64_t>(0, alignUp(question_.fixedEnd - best_.bytes, unit));
            };
            tryBase(top);
            tryBase(std::clamp<std::int64_t>(alignUp(question_.fixedEnd - lowerBound_, unit), 0, top));
            const std::int64_t step = stepBetween(bottom(), top);
            for (std::int64_t base = top - step; base >= bottom() && !done(); base -= step) tryBase(base);
        } else {
            const std::int64_t top = alignUp(question_.maxBefore, unit);
            const std::int64_t step = stepBetween(0, top);
            for (std::int64_t base = 0; base <= top && !done(); base += step) tryBase(base);
        }
        best_.lowerBound = complete_ ? best_.bytes : lowerBound_;
        return std::move(best_);
    }

private:
    bool done() {
        if (context_.ended()) complete_ = false;
        return best_.bytes <= lowerBound_ || context_.ended();
    }

    // From one base to the next, so that there are not too many.
    std::int64_t stepBetween(std::int64_t bottom, std::int64_t top) {
        const std::int64_t step = alignUp((top - bottom) / maxBases + 1, question_.unit);
        if (step > question_.unit && top > bottom) complete_ = false;
        return step;
    }

    void tryBase(std::int64_t base) {
        const std::int64_t step = context_.alignment;
        const std::int64_t minBytes = question_.firstFixed ? question_.fixedEnd - base : 0;
        std::int64_t low = alignUp(std::max(lowerBound_, minBytes), step);
        std::int64_t high = std::min(best_.bytes - 1, context_.capacity - base) / step * step;  // to be found yet
        // Most pools are as small as their load; if not, the first answer is half way.
        for (std::int64_t bytes = low; low <= high && !context_.ended(); bytes = (low + high) / 2 / step * step) {
            const auto items = inPool(question_, base, base, context_.capacity - base - bytes);
            PackDecision decision = context_.packedInto(items, bytes);
            if (decision.answer == PackAnswer::found) {
                for (std::int64_t& offset : decision.offsets) offset += base;
                best_ = poolAt(question_, std::move(decision.offsets), context_);
                high = bytes - step;
            } else {
                complete_ = complete_ && decision.answer == PackAnswer::impossible;
                low = bytes + step;
            }
        }
        if (context_.ended()) complete_ = false;
    }

    const PoolQuestion& question_;
    Context& context_;
    std::int64_t lowerBound_;
    PoolLayout best_;
    bool complete_ = true;
};

RangeLayout layOutSingle(const PoolQuestion& question, Context& context) {
    RangeLayout layout;
    std::int64_t lowerBound = 0;
    if (question.firstFixed) {
        lowerBound = std::max(peakLoad(question.rectangles), question.fixedEnd - *question.firstFixed);
    } else {
        PoolLayout bare = barePool(question, context);
        lowerBound = bare.lowerBound;
        if (bare.lowerBound > context.capacity) return {PackAnswer::impossible, {}, 0, bare.lowerBound};
        bare.base = alignUp(bare.guardBefore, question.unit);
        if (bare.base + bare.bytes + bare.guardAfter <= context.capacity) {
            layout.bytes = bare.bytes;
            layout.lowerBound = bare.lowerBound;
            layout.pools.push_back(std::move(bare));
            return layout;
        }
        layout.bytes = bare.base + bare.bytes + bare.guardAfter;
    }
    PackDecision decision = context.packedInto(question.rectangles, context.capacity);
    layout.answer = decision.answer;
    layout.lowerBound = lowerBound;
    if (decision.answer != PackAnswer::found) return layout;
    PoolLayout first = poolAt(question, std::move(decision.offsets), context);
    layout.pools.push_back(BaseSearch(question, context, lowerBound, std::move(first)).run());
    layout.bytes = layout.pools.front().bytes;
    layout.lowerBound = layout.pools.front().lowerBound;
    return layout;
}

// The pools of several groups: their shapes, and the best sequence of them.
class Sequences {
public:
    Sequences(std::span<const PoolQuestion> questions, Context& context)
        : questions_(questions), context_(context), shapes_(questions.size()), lowerBounds_(questions.size()) {}

    RangeLayout run() {
        for (std::size_t q = 0; q < questions_.size(); ++q) offerFirstShapes(q);
        const std::int64_t lowerBound = std::accumulate(lowerBounds_.begin(), lowerBounds_.end(), std::int64_t{0});
        if (lowerBound > context_.capacity) return {PackAnswer::impossible, {}, 0, lowerBound};
        search();
        if (best_.empty()) {
            for (std::size_t q = 0; q < questions_.size(); ++q) offerMoreShapes(q);
            search();
        }
        RangeLayout layout;
        layout.lowerBound = lowerBound;
        if (best_.empty()) {
            layout.answer = complete_ ? PackAnswer::impossible : PackAnswer::undecided;
            return layout;
        }
        // Every sequence of shapes was tried, and every shape is the smallest for its guards.
        if (complete_) layout.lowerBound = std::max(layout.lowerBound, bestBytes_);
        layout.bytes = bestBytes_;
        layout.pools = std::move(best_);
        std::sort(layout.pools.begin(), layout.pools.end(),
                  [](const PoolLayout& a, const PoolLayout& b) { return a.group < b.group; });
        return layout;
    }

private:
    void offerFirstShapes(std::size_t q) {
        const PoolQuestion& question = questions_[q];
        if (question.firstFixed) {
            RangeLayout alone = layOutSingle(question, context_);
            complete_ = false;  // other bases may suit the neighbours better
            lowerBounds_[q] = alone.lowerBound;
            for (PoolLayout& pool : alone.pools) shapes_[q].push_back(std::move(pool));
            return;
        }
        PoolLayout bare = barePool(question, context_);
        lowerBounds_[q] = bare.lowerBound;
        // Others may reach across a pool of no bytes, which sequences leave out of account.
        const bool across = bare.bytes == 0 && (question.maxBefore > 0 || question.maxAfter > 0);
        complete_ = complete_ && bare.bytes == bare.lowerBound && !across;
        shapes_[q].push_back(std::move(bare));
    }

    // For each size of the guards, the smallest pool that needs no larger ones.
    void offerMoreShapes(std::size_t q) {
        const PoolQuestion& question = questions_[q];
        if (question.firstFixed) return;
        const std::int64_t step = context_.alignment;
        for (std::int64_t before = 0; before < question.maxBefore + step; before += step) {
            for (std::int64_t after = 0; after < question.maxAfter + step; after += step) {
                if (shapes_[q].size() >= maxShapes || context_.ended()) {
                    complete_ = false;
                    return;
                }
                const Packing packing = context_.packed(inPool(question, 0, before, after));
                complete_ = complete_ && packing.optimal;
                PoolLayout pool = poolAt(question, packing.offsets, context_);
                pool.lowerBound = lowerBounds_[q];
                shapes_[q].push_back(std::move(pool));
            }
        }
    }

    void search() {
        if (std::any_of(shapes_.begin(), shapes_.end(), [](const auto& shapes) { return shapes.empty(); })) return;
        order_.resize(questions_.size());
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
            return questions_[a].firstFixed.value_or(INT64_MAX) < questions_[b].firstFixed.value_or(INT64_MAX);
        });
        sequence_.clear();
        extend(0, 0, 0, 0);
    }

    // Places one more pool after `end`, whose last pool has a guard of `guard` bytes after it.
    void extend(std::size_t count, std::int64_t end, std::int64_t guard, std::int64_t bytes) {
        if (bytes >= bestBytes_) return;
        if (count == order_.size()) {
            if (end + guard > context_.capacity) return;
            bestBytes_ = bytes;
            best_ = sequence_;
            return;
        }
        const std::size_t last = count + 1 < order_.size() && order_.size() > maxPools ? count + 1 : order_.size();
        if (last < order_.size()) complete_ = false;
        for (std::size_t next = count; next < last; ++next) {
            std::swap(order_[count], order_[next]);
            const std::size_t q = order_[count];
            for (const PoolLayout& shape : shapes_[q]) {
                if (++tried_ > maxSequences || context_.ended()) {
                    complete_ = false;
                    break;
                }
                std::int64_t base = alignUp(end + std::max(guard, shape.guardBefore), questions_[q].unit);
                if (questions_[q].firstFixed) {
                    if (shape.base < base) continue;
                    base = shape.base;
                }
                if (base + shape.bytes > context_.capacity) continue;
                sequence_.push_back(shape);
                sequence_.back().base = base;
                extend(count + 1, base + shape.bytes, shape.guardAfter, bytes + shape.bytes);
                sequence_.pop_back();
            }
            std::swap(order_[count], order_[next]);
        }
    }

    std::span<const PoolQuestion> questions_;
    Context& context_;
    std::vector<std::vector<PoolLayout>> shapes_;
    std::vector<std::int64_t> lowerBounds_;
    std::vector<std::size_t> order_;
    std::vector<PoolLayout> sequence_;
    std::vector<PoolLayout> best_;
    std::int64_t bestBytes_ = INT64_MAX;
    int tried_ = 0;
    bool complete_ = true;
};

}  // namespace

RangeLayout layOutRange(const AssignProblem& problem, int range, std::span<const int> items, const PackBudget& budget,
                        const Stop& stop) {
    if (items.empty()) return {};
    Context context(problem.ranges[static_cast<std::size_t>(range)], budget, stop);
    const std::vector<PoolQuestion> questions = poolQuestions(problem, range, items);
    RangeLayout layout =
        questions.size() == 1 ? layOutSingle(questions.front(), context) : Sequences(questions, context).run();
    layout.placements = context.spent();
    return layout;
}

}  // namespace pinfold
