// The validation view as a user sees it: on the bundled sample, with reports made by hand and one from the emulator.
#include "ui/validation/validation_view.h"
#include "base/file.h"
#include "deploy/deploy.h"
#include "support/must.h"
#include "support/shared_files.h"
#include "ui/made_reports.h"
#include "ui/style/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <gmock/gmock.h>

namespace pinfold::ui {
namespace {

using test::must;
using testing::HasSubstr;

class ValidationWindow : public testing::Test {
protected:
    void SetUp() override {
        view.resize(900, 500);
        view.show();
    }

    void openSample() {
        Deployment deployment;
        deployment.archives = {test::sample("digits_int8.tar")};
        deployment.board = "qemu-mps2-an500";
        deployment.validation.inputs = test::sample("digits_int8_io.npz");
        session.document().replace(deployment, {}, Document::Origin::archives);
        session.jobs().waitForAll();
        ASSERT_TRUE(session.models());
    }
    // Of the sample, whose operator 6 runs fourth in this report and differs first.
    ValidationReport failedSample() {
        ValidationReport report = test::failedReport();
        report.model = session.models()->front().name;
        report.operators = {{0, "zero", 1, {}}, {6, "six", 1, report.operators[1].metrics}};
        return report;
    }
    void showReports(std::vector<ValidationReport> reports) {
        session.setReports(test::shared(std::move(reports)), session.document().deployment());
        session.jobs().waitForAll();
    }
    template <typename T>
    T& find(const char* name) {
        T* found = view.findChild<T*>(QString::fromLatin1(name));
        EXPECT_TRUE(found) << name;
        return *found;
    }
    std::string textOf(const char* name) { return find<QLabel>(name).text().remove(QChar(0x200B)).toStdString(); }

    static Prompts prompts(QString& answer, QStringList& errors) {
        Prompts made = desktopPrompts();
        made.exportFile = [&answer](QWidget*, const QString&, const QString&, const QString&) { return answer; };
        made.showError = [&errors](QWidget*, const QString&, const QString& message) { errors.append(message); };
        return made;
    }

    QString exportTo;
    QStringList errors;
    Session session;
    Actions actions;
    ValidationView view{session, actions, prompts(exportTo, errors)};
};

TEST_F(ValidationWindow, SaysHowToGetAValidationAndStartsOne) {
    EXPECT_TRUE(find<QWidget>("noValidation").isVisible());
    EXPECT_THAT(textOf("noValidationSentence"), HasSubstr("Open a model"));
    auto& button = find<QPushButton>("deployFromValidation");
    button.click();  // nothing to start yet
    int runs = 0;
    actions.add(
        {QStringLiteral("deploy.deploy"), QStringLiteral("Deploy"), {}, {}, QStringLiteral("Deploy"), Menu::deploy},
        [&runs] { ++runs; });
    button.click();
    EXPECT_EQ(runs, 1);
    openSample();
    EXPECT_THAT(textOf("noValidationSentence"), HasSubstr("runs the inputs"));
    EXPECT_FALSE(actions[QStringLiteral("validation.exportHtml")]->isEnabled());
}

TEST_F(ValidationWindow, NamesAndSelectsTheOperatorThatDiffersFirst) {
    openSample();
    showReports({failedSample()});
    EXPECT_EQ(textOf("verdictTitle"), "Failed");
    EXPECT_THAT(textOf("firstDifferenceSentence"), HasSubstr("is the first whose output differs"));
    EXPECT_EQ(session.selection().selected(), Item::op(0, 6));
    auto& rows = find<QTableView>("operatorNumbers");
    EXPECT_EQ(rows.currentIndex().row(), 1);

    session.selection().select(Item::op(0, 0));
    EXPECT_EQ(rows.currentIndex().row(), 0);
    find<QToolButton>("showOperator").click();
    EXPECT_EQ(session.selection().selected(), Item::op(0, 6));
}

TEST_F(ValidationWindow, APassedReportLeavesTheSelectionAlone) {
    openSample();
    session.selection().select(Item::op(0, 3));
    ValidationReport report = test::passedReport();
    report.model = session.models()->front().name;
    showReports({report});
    EXPECT_EQ(textOf("verdictTitle"), "Passed");
    EXPECT_EQ(session.selection().selected(), Item::op(0, 3));
    EXPECT_FALSE(find<QWidget>("firstDifference").isVisible());
    EXPECT_FALSE(actions[QStringLiteral("validation.showOperator")]->isEnabled());
    EXPECT_TRUE(actions[QStringLiteral("validation.exportHtml")]->isEnabled());
}

TEST_F(ValidationWindow, OfSeveralModelsTheOneThatFailedIsShownAndOthersCanBeChosen) {
    ValidationReport other = test::passedReport();
    other.model = "other";
    openSample();
    showReports({other, failedSample()});
    auto& chooser = find<QComboBox>("validatedModel");
    EXPECT_TRUE(chooser.isVisible());
    EXPECT_EQ(chooser.currentIndex(), 1);
    EXPECT_EQ(textOf("verdictTitle"), "Failed");
    chooser.setCurrentIndex(0);
    EXPECT_EQ(textOf("verdictTitle"), "Passed");
    EXPECT_EQ(find<QTableView>("metricsTable").model()->rowCount(), 2);
    showReports({failedSample()});
    EXPECT_FALSE(chooser.isVisible());
}

TEST_F(ValidationWindow, TellsThatAReportIsOfAnEarlierPlan) {
    openSample();
    showReports({failedSample()});
    EXPECT_FALSE(find<QWidget>("verdictStale").isVisible());
    session.document().change(QStringLiteral("Pin"), [](Deployment& d) { d.plan.pins = {"*=SRAM"}; });
    EXPECT_TRUE(find<QWidget>("verdictStale").isVisible());
    session.document().undoStack().undo();
    EXPECT_FALSE(find<QWidget>("verdictStale").isVisible());
    session.document().change(QStringLiteral("Reference"), [](Deployment& d) { d.validation.tolerance = 1; });
    EXPECT_FALSE(find<QWidget>("verdictStale").isVisible());
}

TEST_F(ValidationWindow, TellsThatThePlanWasChangedWhileTheValidationRan) {
    openSample();
    const Deployment before = session.document().deployment();
    session.document().change(QStringLiteral("Pin"), [](Deployment& d) { d.plan.pins = {"*=SRAM"}; });
    session.setReports(test::shared({failedSample()}), before);
    EXPECT_TRUE(find<QWidget>("verdictStale").isVisible());
    session.document().undoStack().undo();
    EXPECT_FALSE(find<QWidget>("verdictStale").isVisible());
}

TEST_F(ValidationWindow, AReportWithoutReferenceAndLabelsSaysSoOnEveryPage) {
    openSample();
    ValidationReport report = test::passedReport();
    report.passed.reset();
    for (OutputReport& output : report.outputs) {
        output.metrics.reset();
        output.scatter.clear();
        output.histogram.clear();
    }
    showReports({report});
    auto& tabs = find<QTabWidget>("validationTabs");
    EXPECT_EQ(textOf("verdictTitle"), "Not compared");
    EXPECT_TRUE(find<QLabel>("noPlots").isVisible());
    tabs.setCurrentIndex(3);
    EXPECT_THAT(textOf("noConfusion"), HasSubstr("labels"));
    // The report is none of the open model: its samples cannot be told.
    tabs.setCurrentIndex(2);
    EXPECT_THAT(textOf("sampleMessage"), HasSubstr("none of the models"));
}

TEST_F(ValidationWindow, ChoosingARowOfTheMetricsPlotsThatOutput) {
    openSample();
    showReports({failedSample()});
    find<QTableView>("metricsTable").selectRow(1);
    EXPECT_EQ(find<QComboBox>("plottedOutput").currentIndex(), 1);
}

TEST_F(ValidationWindow, ExportsReportsWhereTheUserSays) {
    const TemporaryFolder folder = must(TemporaryFolder::create());
    openSample();
    showReports({failedSample()});
    QSignalSpy written(&view, &ValidationView::reportWritten);
    const struct {
        const char* action;
        const char* file;
        const char* holds;
    } files[] = {{"validation.exportHtml", "page.html", "<html"},
                 {"validation.exportJson", "report.json", "\"first_differing_operator\""},
                 {"validation.exportMetrics", "metrics", "max_abs_error"},
                 {"validation.exportOperators", "operators.csv", "timer_hz"}};
    for (const auto& each : files) {
        exportTo = QString::fromStdString((folder.path() / each.file).string());
        actions[QString::fromLatin1(each.action)]->trigger();
        session.jobs().waitForAll();
        ASSERT_FALSE(written.isEmpty()) << each.file;
        const auto path = written.takeFirst().at(0).toString().toStdString();
        EXPECT_THAT(must(readFile(path, 1 << 20)), HasSubstr(each.holds));
    }
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "metrics.csv"));
    exportTo = QStringLiteral("/no/such/folder/report.html");
    actions[QStringLiteral("validation.exportHtml")]->trigger();
    session.jobs().waitForAll();
    EXPECT_EQ(errors.size(), 1);
    exportTo.clear();  // cancelled
    actions[QStringLiteral("validation.exportHtml")]->trigger();
    session.jobs().waitForAll();
    EXPECT_EQ(errors.size(), 1);
    EXPECT_TRUE(written.isEmpty());
}

TEST_F(ValidationWindow, EveryPageAndPlotCanBeReachedAndRead) {
    openSample();
    showReports({failedSample()});
    for (const QWidget* widget : view.findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || !widget->accessibleName().isEmpty()) continue;
        const QString kind = QString::fromLatin1(widget->metaObject()->className());
        const bool part = widget->objectName().startsWith(QLatin1String("qt_")) ||
                          kind.contains(QLatin1String("Tab")) ||
                          (widget->parentWidget() && (widget->parentWidget()->inherits("QAbstractScrollArea") ||
                                                      widget->parentWidget()->inherits("QComboBox") ||
                                                      kind.startsWith(QLatin1String("QComboBox")) ||
                                                      widget->parentWidget()->inherits("QLineEdit")));
        EXPECT_TRUE(part) << kind.toStdString() << " " << widget->objectName().toStdString();
    }
    auto& tabs = find<QTabWidget>("validationTabs");
    for (int i = 0; i < tabs.count(); ++i) EXPECT_TRUE(tabs.tabText(i).contains(u'&'));
}

// Everything at once: the real report of the bundled sample.
TEST_F(ValidationWindow, BrowsesTheSamplesOfARealValidation) {
    for (const char* tool : {"arm-none-eabi-gcc", "qemu-system-arm"}) {
        if (QStandardPaths::findExecutable(QString::fromLatin1(tool)).isEmpty()) GTEST_SKIP() << tool << " is not here";
    }
    const TemporaryFolder folder = must(TemporaryFolder::create());
    openSample();
    Deployment deployment = session.document().deployment();
    deployment.project = folder.path() / "project";
    const auto deployed = must(deploy(requestOf(deployment), {}, {}));
    showReports(deployed.reports);
    EXPECT_EQ(textOf("verdictTitle"), "Passed");

    find<QTabWidget>("validationTabs").setCurrentIndex(2);
    auto& samples = find<QTableView>("sampleTable");
    EXPECT_EQ(samples.model()->rowCount(), 397);
    EXPECT_TRUE(find<QWidget>("sampleImage").isVisible());
    EXPECT_EQ(find<QTableView>("elementTable").model()->rowCount(), 10);
    EXPECT_THAT(textOf("sampleCaption"), HasSubstr("8×8 pixels"));
    EXPECT_THAT(textOf("sampleSummary"),
                HasSubstr("Sample " + std::to_string(deployed.reports.at(0).worstSample.value_or(0)) + ","));
    find<QComboBox>("sampleOrder").setCurrentIndex(1);
    QTest::keyClick(&samples, Qt::Key_Home, Qt::ControlModifier);
    QTest::keyClick(&samples, Qt::Key_Down);
    EXPECT_THAT(textOf("sampleSummary"), HasSubstr("Sample 1,"));

    // From a cell of the confusion matrix to its samples.
    auto& matrix = find<QTableView>("confusionMatrix");
    find<QTabWidget>("validationTabs").setCurrentIndex(3);
    matrix.setCurrentIndex(matrix.model()->index(7, 9));
    const auto count = matrix.currentIndex().data().toInt();
    ASSERT_GT(count, 0);
    QTest::keyClick(&matrix, Qt::Key_Return);
    EXPECT_EQ(find<QTabWidget>("validationTabs").currentIndex(), 2);
    EXPECT_EQ(samples.model()->rowCount(), count);
}

}  // namespace
}  // namespace pinfold::ui
