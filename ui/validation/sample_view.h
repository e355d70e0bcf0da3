// One tensor of one sample: as an image, or else as a curve over its elements.
#pragma once

#include "ui/report/sample_image.h"

#include <QWidget>

#include <string_view>

class QCustomPlot;
class QLabel;
class QStackedWidget;

namespace pinfold::ui {

// Paints an image as large as it fits, whole pixels for a pixel where there is room, and without smoothing.
class PixelView : public QWidget {
    Q_OBJECT

public:
    explicit PixelView(QWidget* parent = nullptr);
    void setImage(const QImage& image);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QImage image_;
};

// Where an image of `image` pixels goes in `room`: centred, scaled by a whole number if it fits.
QRect imagePlace(QSize image, QSize room);

class SampleView : public QWidget {
    Q_OBJECT

public:
    explicit SampleView(QWidget* parent = nullptr);

    // `bytes` are copied as far as they are needed.
    void setTensor(const QString& name, DType dtype, const Shape& shape, std::string_view bytes);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showCurve(DType dtype, std::string_view bytes);
    void applyLook();

    QStackedWidget* pages_;
    PixelView* pixels_;
    QCustomPlot* curve_;
    QLabel* caption_;
};

}  // namespace pinfold::ui
