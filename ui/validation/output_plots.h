// Device against reference, and the histogram of the errors, of one output at a time.
#pragma once

#include "ui/validation/plot_data.h"
#include "ui/validation/shown_report.h"

#include <QWidget>

class QComboBox;
class QCustomPlot;
class QLabel;
class QStackedWidget;

namespace pinfold::ui {

class OutputPlots : public QWidget {
    Q_OBJECT

public:
    explicit OutputPlots(QWidget* parent = nullptr);

    void setReport(const ShownReport& shown);
    void chooseOutput(int output);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QCustomPlot* makePlot(const QString& name, const QString& title, const QString& help);
    void draw();
    void drawScatter(const OutputReport& output);
    void drawErrors(const OutputReport& output);

    ShownReport shown_;
    QComboBox* chooser_;
    QLabel* note_;
    QStackedWidget* pages_;  // the plots; why there are none
    QLabel* nothing_;
    QCustomPlot* scatter_;
    QCustomPlot* errors_;
};

}  // namespace pinfold::ui
