// Pictures in a text document, no wider than its page.
#pragma once

#include <QHash>
#include <QImage>
#include <QObject>
#include <QTextObjectInterface>

namespace pinfold::ui {

// Handles a document's QTextFormat::ImageObject in place of Qt, which draws pictures at their full size.
class FittingPictures : public QObject, public QTextObjectInterface {
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    using QObject::QObject;

    QSizeF intrinsicSize(QTextDocument* document, int position, const QTextFormat& format) override;
    void drawObject(QPainter* painter, const QRectF& place, QTextDocument* document, int position,
                    const QTextFormat& format) override;

private:
    const QImage& picture(QTextDocument& document, const QTextFormat& format);

    QHash<QString, QImage> pictures_;  // by name
};

}  // namespace pinfold::ui
