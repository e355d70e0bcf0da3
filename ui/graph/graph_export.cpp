#include "ui/graph/graph_export.h"

#include "base/file.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>

namespace pinfold::ui {
namespace {

constexpr double pictureMargin = 24;     // pixels at zoom 1
constexpr double longestSide = 32000;    // pixels of an image
constexpr double maxPixels = 64e6;       // of an image
constexpr double longestPage = 14400;    // points: readers of PDF show nothing larger
constexpr double pointsPerPixel = 0.75;  // at 96 pixels an inch
constexpr int pageResolution = 1200;     // dots an inch, so that nothing is rounded visibly

QSizeF sizeOf(const layout::Rect& bounds, double zoom) {
    return {std::ceil((bounds.width + 2 * pictureMargin) * zoom),
            std::ceil((bounds.height + 2 * pictureMargin) * zoom)};
}

struct Job {
    const std::shared_ptr<const GraphPicture>& picture;
    const GraphStyle& style;
    const GraphLook& look;
    const CancelToken& cancel;
    double zoom;
    QSizeF size;

    bool paint(QPainter& painter) const {
        GraphCamera camera;
        const layout::Rect& bounds = picture->layout.bounds;
        camera.put({bounds.x - pictureMargin, bounds.y - pictureMargin}, {0, 0}, zoom);
        return GraphPainter(picture, style).paint(painter, camera, size, look, cancel);
    }
};

bool writeSvg(const Job& job, QBuffer& buffer) {
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(job.size.toSize());
    generator.setViewBox(QRectF({0, 0}, job.size));
    QPainter painter(&generator);
    return job.paint(painter);
}

bool writePng(const Job& job, QBuffer& buffer) {
    QImage image(job.size.toSize(), QImage::Format_RGB32);
    if (image.isNull()) return false;
    {
        QPainter painter(&image);
        if (!job.paint(painter)) return false;
    }
    return image.save(&buffer, "PNG");
}

bool writePdf(const Job& job, QBuffer& buffer) {
    QPdfWriter writer(&buffer);
    writer.setResolution(pageResolution);
    writer.setPageSize(QPageSize(job.size * pointsPerPixel, QPageSize::Point, {}, QPageSize::ExactMatch));
    writer.setPageMargins({0, 0, 0, 0});
    QPainter painter(&writer);
    painter.scale(pageResolution / 96.0, pageResolution / 96.0);
    return job.paint(painter);
}

}  // namespace

std::optional<GraphFormat> graphFormatOf(const QString& path) {
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) return GraphFormat::svg;
    if (path.endsWith(QLatin1String(".png"), Qt::CaseInsensitive)) return GraphFormat::png;
    if (path.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive)) return GraphFormat::pdf;
    return std::nullopt;
}

double exportZoom(GraphFormat format, const layout::Rect& bounds) {
    const QSizeF size = sizeOf(bounds, 1);
    const double side = std::max(size.width(), size.height());
    switch (format) {
        case GraphFormat::svg: return 1;
        case GraphFormat::png:
            return std::min({1.0, longestSide / side, std::sqrt(maxPixels / (size.width() * size.height()))});
        case GraphFormat::pdf: return std::min(1.0, longestPage / pointsPerPixel / side);
    }
    return 1;
}

Outcome<std::filesystem::path> exportGraph(const std::shared_ptr<const GraphPicture>& picture, const GraphStyle& style,
                                           const GraphLook& look, GraphFormat format, const std::filesystem::path& path,
                                           const CancelToken& cancel) {
    const double zoom = exportZoom(format, picture->layout.bounds);
    const Job job{picture, style, look, cancel, zoom, sizeOf(picture->layout.bounds, zoom)};
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const bool done = format == GraphFormat::svg   ? writeSvg(job, buffer)
                      : format == GraphFormat::png ? writePng(job, buffer)
                                                   : writePdf(job, buffer);
    if (cancel.cancelled()) return Cancelled{};
    if (!done) return toolFailed("The picture could not be made: there is too little memory for it.");
    const QByteArray& bytes = buffer.data();
    PINFOLD_CHECK(writeFileAtomically(path, {bytes.constData(), static_cast<std::size_t>(bytes.size())}));
    return path;
}

}  // namespace pinfold::ui
