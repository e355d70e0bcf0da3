#include "ui/window/fitting_pictures.h"

#include <QPainter>
#include <QTextDocument>
#include <QTextFormat>
#include <QUrl>

#include <algorithm>

namespace pinfold::ui {

QSizeF FittingPictures::intrinsicSize(QTextDocument* document, int, const QTextFormat& format) {
    const QSizeF size = picture(*document, format).size();
    const double page = document->textWidth() - 2 * document->documentMargin();
    return size.isEmpty() ? size : size * std::clamp(page / size.width(), 0.0, 1.0);
}

void FittingPictures::drawObject(QPainter* painter, const QRectF& place, QTextDocument* document, int,
                                 const QTextFormat& format) {
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    painter->drawImage(place, picture(*document, format));
}

const QImage& FittingPictures::picture(QTextDocument& document, const QTextFormat& format) {
    const QString name = format.toImageFormat().name();
    const auto known = pictures_.constFind(name);
    if (known != pictures_.constEnd()) return *known;
    const QVariant resource = document.resource(QTextDocument::ImageResource, QUrl(name));
    QImage image = resource.value<QImage>();
    if (image.isNull()) image.loadFromData(resource.toByteArray());
    return *pictures_.insert(name, image);
}

}  // namespace pinfold::ui
