// The whole picture as a file, to be shown elsewhere. Works on any thread.
#pragma once

#include "ui/graph/graph_painter.h"

#include <filesystem>
#include <optional>

namespace pinfold::ui {

enum class GraphFormat { svg, png, pdf };
// By the name's ending.
std::optional<GraphFormat> graphFormatOf(const QString& path);

// How many times smaller than 1:1 a picture of this size must be: images have at most 32,000 pixels a side and 64
// million in all, pages of PDF at most 200 inches a side. SVG has no limit.
double exportZoom(GraphFormat format, const layout::Rect& bounds);

// Writes to a temporary name and renames. Errors: where the file cannot be written.
Outcome<std::filesystem::path> exportGraph(const std::shared_ptr<const GraphPicture>& picture, const GraphStyle& style,
                                           const GraphLook& look, GraphFormat format, const std::filesystem::path& path,
                                           const CancelToken& cancel = {});

}  // namespace pinfold::ui
