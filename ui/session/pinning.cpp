#include "ui/session/pinning.h"

#include "plan/lifetimes.h"
#include "ui/text/say.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace pinfold::ui {
namespace {

// The left side of a pin; "!=" comes before "=", and names may hold neither.
std::string_view whatOf(std::string_view pin) {
    const auto equals = pin.rfind('=');
    if (equals == std::string_view::npos) return {};
    return pin.substr(0, equals > 0 && pin[equals - 1] == '!' ? equals - 1 : equals);
}

// "input_1", or "3 buffers".
QString wordsFor(const std::vector<std::string>& names) {
    return names.size() == 1 ? QString::fromStdString(names.front())
                             : say("%n buffers", static_cast<int>(names.size()));
}

std::vector<std::string> namesOf(std::span<const Model> models, std::span<const Item> items) {
    std::vector<std::string> names;
    std::unordered_set<std::string> seen;
    for (const Item& item : items) {
        std::string name = pinName(models, item);
        if (!name.empty() && seen.insert(name).second) names.push_back(std::move(name));
    }
    return names;
}

// `pin`: what comes after each name; empty: no new pin.
void replacePins(Document& document, const QString& text, const std::vector<std::string>& names,
                 const std::string& pin) {
    if (names.empty()) return;
    const std::unordered_set<std::string_view> named(names.begin(), names.end());
    document.change(text, [&](Deployment& deployment) {
        auto& pins = deployment.plan.pins;
        std::erase_if(pins, [&](const std::string& old) { return named.contains(whatOf(old)); });
        if (pin.empty()) return;
        for (const std::string& name : names) pins.push_back(name + pin);
    });
}

}  // namespace

std::string pinName(std::span<const Model> models, const Item& item) {
    if (item.model < 0 || static_cast<std::size_t>(item.model) >= models.size()) return {};
    const Model& model = models[static_cast<std::size_t>(item.model)];
    const std::string prefix = models.size() > 1 ? model.name + ":" : "";
    switch (item.kind) {
        case Item::Kind::tensor: {
            const Tensor& tensor = model.tensors[static_cast<std::size_t>(rootOf(model, item.index))];
            return prefix + (tensor.role == TensorRole::constant ? "const:" : "") + tensor.name;
        }
        case Item::Kind::workspace: return prefix + workspaceName(model, item.index, item.workspace);
        default: return {};
    }
}

std::vector<std::string> exactPinsOf(std::span<const std::string> pins, std::span<const Model> models,
                                     const Item& item) {
    const std::string name = pinName(models, item);
    std::vector<std::string> exact;
    if (name.empty()) return exact;
    std::copy_if(pins.begin(), pins.end(), std::back_inserter(exact),
                 [&](const std::string& pin) { return whatOf(pin) == name; });
    return exact;
}

void pinToRegion(Document& document, std::span<const Model> models, std::span<const Item> items,
                 const std::string& region) {
    const auto names = namesOf(models, items);
    replacePins(document, say("Pin %1 to %2").arg(wordsFor(names), QString::fromStdString(region)), names,
                "=" + region);
}

void pinToAddress(Document& document, std::span<const Model> models, const Item& item, std::uint64_t address) {
    const auto names = namesOf(models, {&item, 1});
    const std::string place = fmt::format("{:#010x}", address);
    replacePins(document, say("Pin %1 to %2").arg(wordsFor(names), QString::fromStdString(place)), names, "=" + place);
}

void keepOutOf(Document& document, std::span<const Model> models, std::span<const Item> items,
               const std::string& region) {
    const auto names = namesOf(models, items);
    replacePins(document, say("Keep %1 out of %2").arg(wordsFor(names), QString::fromStdString(region)), names,
                "!=" + region);
}

void unpin(Document& document, std::span<const Model> models, std::span<const Item> items) {
    const auto names = namesOf(models, items);
    replacePins(document, say("Unpin %1").arg(wordsFor(names)), names, {});
}

void dropPin(Document& document, const std::string& pin) {
    document.change(say("Drop the pin %1").arg(QString::fromStdString(pin)),
                    [&](Deployment& deployment) { std::erase(deployment.plan.pins, pin); });
}

}  // namespace pinfold::ui
