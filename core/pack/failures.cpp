#include "pack/failures.h"

#include <algorithm>
#include <utility>

namespace pinfold {
namespace {

constexpr std::size_t fewest = std::size_t{1} << 10;
constexpr std::size_t most = std::size_t{1} << 20;  // 16 MB

}  // namespace

void PackFailures::add(const Key& key) {
    if (count_++ >= keys_.size() / 2 && keys_.size() < most) {
        const std::vector<Key> old = std::move(keys_);
        keys_.assign(std::max(fewest, old.size() * 2), {});
        for (const Key& known : old) keys_[known.b % keys_.size()] = known;
    }
    keys_[key.b % keys_.size()] = key;
}

}  // namespace pinfold
