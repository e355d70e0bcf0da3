#include "ui/memory/timeline_picture.h"

#include <qcustomplot.h>

#include <QBuffer>
#include <QPdfWriter>
#include <QSvgGenerator>

namespace pinfold::ui {
namespace {

constexpr int dotsPerInch = 96;  // of device-independent pixels

void paint(QCustomPlot& plot, QPaintDevice& device) {
    QCPPainter painter;
    painter.begin(&device);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    plot.toPainter(&painter, plot.width(), plot.height());
}

}  // namespace

QByteArray pictureOf(QCustomPlot& plot, const QString& path) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setResolution(dotsPerInch);
        generator.setSize(plot.size());
        generator.setViewBox(plot.rect());
        generator.setTitle(plot.accessibleName());
        generator.setDescription(plot.accessibleDescription());
        paint(plot, generator);
    } else if (path.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive)) {
        QPdfWriter writer(&buffer);
        writer.setResolution(dotsPerInch);
        writer.setPageSize(QPageSize(QSizeF(plot.size()) / dotsPerInch, QPageSize::Inch));
        writer.setPageMargins(QMarginsF());
        writer.setTitle(plot.accessibleName());
        paint(plot, writer);
    } else {
        plot.toPixmap(plot.width(), plot.height(), 2).save(&buffer, "PNG");
    }
    return bytes;
}

}  // namespace pinfold::ui
