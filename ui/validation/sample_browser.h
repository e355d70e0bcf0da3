// The samples of a validation one by one: what went in, and the outputs of reference and device side by side.
#pragma once

#include "ui/report/shown_report.h"
#include "ui/session/job_runner.h"
#include "ui/validation/sample_tables.h"

#include <QWidget>

#include <memory>
#include <vector>

class QComboBox;
class QLabel;
class QStackedWidget;

namespace pinfold::ui {

class NumberTableView;
class SampleView;

class SampleBrowser : public QWidget {
    Q_OBJECT

public:
    explicit SampleBrowser(JobRunner& jobs, QWidget* parent = nullptr);

    // Reads the files behind new reports, beside the window. Without reports: forgets those before.
    void load(const SampleRequest& request);
    // Of the model that is chosen.
    void setReport(const ShownReport& shown);
    // Lists the samples of a cell of the confusion matrix.
    void showCell(qint64 label, qint64 predicted);

private:
    QWidget* makeList();
    QWidget* makeInput();
    QWidget* makeOutput();
    void setSets(Outcome<std::vector<SampleSet>> outcome);
    void showSet();
    void fillFilters();
    void list();
    void showSample(std::int64_t sample);
    void showInput();
    void showOutput();
    [[nodiscard]] std::shared_ptr<const SampleSet> set() const;

    JobRunner& jobs_;
    std::shared_ptr<const std::vector<SampleSet>> sets_;
    ShownReport shown_;
    std::int64_t sample_ = -1;

    QStackedWidget* pages_;  // samples; a message
    QLabel* message_;
    SampleList* samples_;
    ElementTable* elements_;
    NumberTableView* sampleRows_ = nullptr;
    NumberTableView* elementRows_ = nullptr;
    QComboBox* filter_ = nullptr;
    QComboBox* order_ = nullptr;
    QComboBox* input_ = nullptr;
    QComboBox* output_ = nullptr;
    SampleView* view_ = nullptr;
    QLabel* summary_ = nullptr;
};

}  // namespace pinfold::ui
