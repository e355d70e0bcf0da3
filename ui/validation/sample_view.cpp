#include "ui/validation/sample_view.h"

#include "ui/style/theme.h"
#include "ui/text/numbers.h"
#include "ui/validation/plot_look.h"
#include "validate/metrics.h"

#include <QLabel>
#include <QPainter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr int smallestSide = 16 * grid;

// Of an element each; more than a screen has pixels would take long to draw and show nothing more.
constexpr std::size_t maxPoints = 20'000;

}  // namespace

QRect imagePlace(QSize image, QSize room) {
    if (image.isEmpty() || room.isEmpty()) return {};
    const int factor = std::min(room.width() / image.width(), room.height() / image.height());
    const QSize size = factor >= 1 ? image * factor : image.scaled(room, Qt::KeepAspectRatio);
    return {QPoint((room.width() - size.width()) / 2, (room.height() - size.height()) / 2), size};
}

PixelView::PixelView(QWidget* parent) : QWidget(parent) {
    setMinimumSize(smallestSide, smallestSide);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PixelView::setImage(const QImage& image) {
    image_ = image;
    update();
}

QSize PixelView::sizeHint() const { return {2 * smallestSide, 2 * smallestSide}; }

void PixelView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(imagePlace(image_.size(), size()), image_);
}

SampleView::SampleView(QWidget* parent)
    : QWidget(parent),
      pages_(new QStackedWidget(this)),
      pixels_(new PixelView(pages_)),
      curve_(new QCustomPlot(pages_)),
      caption_(new QLabel(this)) {
    setObjectName(QStringLiteral("sampleView"));
    setAccessibleName(tr("Input of the sample"));
    pixels_->setObjectName(QStringLiteral("sampleImage"));
    pixels_->setAccessibleName(tr("Input as an image"));
    curve_->setObjectName(QStringLiteral("sampleCurve"));
    curve_->setAccessibleName(tr("Input as a curve"));
    curve_->setMinimumSize(smallestSide, smallestSide);
    curve_->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    connect(curve_, &QCustomPlot::mouseDoubleClick, curve_, [this] {
        curve_->rescaleAxes();
        curve_->replot();
    });
    curve_->addGraph();
    curve_->xAxis->ticker()->setTickCount(3);  // it may be narrow
    caption_->setObjectName(QStringLiteral("sampleCaption"));
    caption_->setFont(captionFont());
    caption_->setWordWrap(true);
    caption_->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    pages_->addWidget(pixels_);
    pages_->addWidget(curve_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid, 0, grid, grid);
    layout->setSpacing(grid);
    layout->addWidget(pages_, 1);
    layout->addWidget(caption_);
    applyLook();
}

void SampleView::setTensor(const QString& name, DType dtype, const Shape& shape, std::string_view bytes) {
    const auto layout = imageLayout(shape);
    const std::string_view type = nameOf(dtype);
    const QString what = tr("%1: %2 %3")
                             .arg(name, QString::fromUtf8(type.data(), static_cast<qsizetype>(type.size())),
                                  QString::fromStdString(toString(shape)));
    pages_->setCurrentIndex(layout ? 0 : 1);
    if (!layout) {
        showCurve(dtype, bytes);
        caption_->setText(what);
    } else {
        const SampleImage made = sampleImage(*layout, dtype, bytes);
        pixels_->setImage(made.image);
        caption_->setText(tr("%1, shown as %2×%3 pixels; black is %4, white %5")
                              .arg(what, countText(layout->width), countText(layout->height), numberText(made.low),
                                   numberText(made.high)));
    }
    for (QWidget* shown : {static_cast<QWidget*>(pixels_), static_cast<QWidget*>(curve_)}) {
        shown->setAccessibleDescription(caption_->text());
    }
}

void SampleView::showCurve(DType dtype, std::string_view bytes) {
    const std::size_t count = bytes.size() / static_cast<std::size_t>(bytesOf(dtype));
    const std::size_t step = std::max<std::size_t>(1, (count + maxPoints - 1) / maxPoints);
    QVector<double> places, values;
    for (std::size_t i = 0; i < count; i += step) {
        places.append(static_cast<double>(i));
        values.append(numberAt(dtype, bytes, i));
    }
    curve_->graph(0)->setData(places, values, true);
    const std::string_view type = nameOf(dtype);
    curve_->xAxis->setLabel(tr("Element"));
    curve_->yAxis->setLabel(tr("Value (%1)").arg(QString::fromUtf8(type.data(), static_cast<qsizetype>(type.size()))));
    curve_->rescaleAxes();
    curve_->replot();
}

void SampleView::applyLook() {
    applyPlotLook(*curve_);
    curve_->graph(0)->setPen(QPen(theme().category(4)));
    curve_->replot();
}

void SampleView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) applyLook();
    QWidget::changeEvent(event);
}

}  // namespace pinfold::ui
