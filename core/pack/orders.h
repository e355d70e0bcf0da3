// Packings by first fit, and a local search over its orders. Internal to core/plan/pack*.
#pragma once

#include "pack/first_fit.h"
#include "pack/pack.h"
#include "pack/work.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace pinfold {

class PackOrders {
public:
    PackOrders(std::span<const PackItem> items, PackWork& work);
    ~PackOrders();
    PackOrders(const PackOrders&) = delete;
    PackOrders& operator=(const PackOrders&) = delete;

    // Tries the orders that are known to be good; the first ones whatever it takes.
    void tryGoodOrders(std::int64_t enough);
    // Looks for better orders until `enough` bytes are reached, `placements` are spent, or the work is exhausted.
    void improve(std::int64_t enough, std::int64_t placements);

    [[nodiscard]] std::int64_t bytes() const { return bytes_; }
    [[nodiscard]] const std::vector<std::int64_t>& offsets() const { return offsets_; }

private:
    class GoodOrders;
    class Random {
    public:
        std::uint64_t next();
        std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }

    private:
        std::uint64_t state_ = 1;
    };

    [[nodiscard]] bool done() const;
    void keep(const PackOrder& order, std::int64_t bytes);
    void climb(PackOrder order);
    void shake(PackOrder& order);
    void step(PackOrder& order, const std::vector<std::int64_t>& offsets, std::int64_t bytes);

    std::span<const PackItem> items_;
    PackWork& work_;
    PackSections sections_;
    FirstFit firstFit_;
    Random random_;
    std::unique_ptr<GoodOrders> goodOrders_;
    PackOrder bestOrder_;
    std::vector<std::int64_t> offsets_;
    std::int64_t bytes_ = 0;
    std::int64_t enough_ = 0;
    std::int64_t stopAt_ = 0;  // work that has to be left
    std::size_t round_ = 0;
};

}  // namespace pinfold
