// What the last validation found: the verdict, how far outputs and operators are off, and the samples one by one.
#pragma once

#include "ui/report/report_files.h"
#include "ui/report/shown_report.h"
#include "ui/session/session.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/prompts.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QStackedWidget;
class QTabWidget;

namespace pinfold::ui {

class ConfusionPage;
class OperatorMetrics;
class OutputsPage;
class SampleBrowser;
class VerdictHeader;

class ValidationView : public QWidget {
    Q_OBJECT

public:
    ValidationView(Session& session, Actions& actions, const Prompts& prompts, QWidget* parent = nullptr);

signals:
    // A report was exported.
    void reportWritten(const QString& path);

private:
    void makeActions();
    void addExport(ReportFormat format, const ActionSpec& spec);
    QWidget* makeEmptyPage();
    QWidget* makeReportPage();
    QWidget* makeCorner();
    QWidget* makeOperators();

    void takeReports();
    void showReport(int report);
    void updateEmptyPage();
    void updateStale();
    [[nodiscard]] bool isStale() const;
    void showOperator();
    void exportReport(ReportFormat format);

    Session& session_;
    Actions& actions_;
    Prompts prompts_;
    ShownReport shown_;
    QAction* showOperator_ = nullptr;
    std::vector<QAction*> exports_;

    QStackedWidget* pages_;  // nothing there; the report
    QLabel* emptySentence_ = nullptr;
    VerdictHeader* header_ = nullptr;
    QComboBox* models_ = nullptr;
    QTabWidget* tabs_ = nullptr;
    OutputsPage* outputs_ = nullptr;
    OperatorMetrics* operators_;
    ConfusionPage* confusion_ = nullptr;
    SampleBrowser* samples_ = nullptr;
};

}  // namespace pinfold::ui
