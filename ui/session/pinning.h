// Pins as the window sets them: by exact names, in steps that can be undone.
#pragma once

#include "plan/plan.h"
#include "ui/session/document.h"
#include "ui/session/selection.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace pinfold::ui {

// What pins call it: a tensor's name, "op3/PaddedInput", "const:weights"; with "model:" before it where several models
// are open. Empty for operators.
std::string pinName(std::span<const Model> models, const Item& item);

// The pins among `pins` that name exactly this.
std::vector<std::string> exactPinsOf(std::span<const std::string> pins, std::span<const Model> models,
                                     const Item& item);

// Each takes the place of the exact pins that these items had, in one undoable step; pins of groups (globs, kinds,
// kernels) stay. Nothing happens for items that have no memory.
void pinToRegion(Document& document, std::span<const Model> models, std::span<const Item> items,
                 const std::string& region);
void pinToAddress(Document& document, std::span<const Model> models, const Item& item, std::uint64_t address);
void keepOutOf(Document& document, std::span<const Model> models, std::span<const Item> items,
               const std::string& region);
void unpin(Document& document, std::span<const Model> models, std::span<const Item> items);

// Takes a pin away, of a group too.
void dropPin(Document& document, const std::string& pin);

}  // namespace pinfold::ui
