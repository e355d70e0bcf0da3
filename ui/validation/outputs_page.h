// How far the outputs are off: a table of them all, and the plots of one. The plots are below the table where there is
// height for both, else beside it; where even that is too low, the page scrolls. They never shrink to where nobody
// could read them.
#pragma once

#include "ui/report/shown_report.h"
#include "ui/session/selection.h"

#include <QScrollArea>

class QSplitter;

namespace pinfold::ui {

class NumberTableView;
class MetricsTable;
class OutputPlots;

class OutputsPage : public QScrollArea {
    Q_OBJECT

public:
    explicit OutputsPage(Selection& selection, QWidget* parent = nullptr);

    void setReport(const ShownReport& shown);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    void share();

    MetricsTable* metrics_;
    QSplitter* parts_;
    NumberTableView* rows_;
    OutputPlots* plots_;
    bool shared_ = false;  // by the user, as the parts are arranged now
};

}  // namespace pinfold::ui
