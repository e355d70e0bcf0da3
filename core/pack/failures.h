// States of a search that are known to fail. Internal to core/plan/pack*.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pinfold {

// A hash table of bounded size, in which newer states replace older ones.
class PackFailures {
public:
    // A state by two hashes. Two states that were taken for one could hide a packing; with 128 bits that does not
    // happen.
    struct Key {
        std::uint64_t a = 0, b = 0;
        bool operator==(const Key&) const = default;
        Key& operator+=(const Key& other) {
            a += other.a;
            b += other.b;
            return *this;
        }
        Key& operator-=(const Key& other) {
            a -= other.a;
            b -= other.b;
            return *this;
        }
    };

    [[nodiscard]] bool contains(const Key& key) const { return !keys_.empty() && keys_[key.b % keys_.size()] == key; }
    void add(const Key& key);

private:
    std::vector<Key> keys_;
    std::size_t count_ = 0;  // of what was added
};

}  // namespace pinfold
