// Device against reference, and the histogram of the errors, of one output at a time: side by side, or one of them
// where there is no width for both.
#pragma once

#include "ui/report/plot_data.h"
#include "ui/report/shown_report.h"
#include "ui/style/theme.h"

#include <QWidget>

class QComboBox;
class QCustomPlot;
class QLabel;
class QStackedWidget;
class QTabBar;

namespace pinfold::ui {

class OutputPlots : public QWidget {
    Q_OBJECT

public:
    explicit OutputPlots(QWidget* parent = nullptr);

    static constexpr int widthForBoth = 52 * grid;  // from which both are shown

    void setReport(const ShownReport& shown);
    void chooseOutput(int output);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QCustomPlot* makePlot(const QString& name, const QString& title, const QString& help);
    QTabBar* makeTabs();
    void arrange();
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
    QTabBar* tabs_;  // which of the two, where there is no width for both
};

}  // namespace pinfold::ui
