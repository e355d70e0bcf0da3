// What the validation view says of reports: words, tables, plots and files, without a window.
#include "ui/made_reports.h"
#include "ui/report/plot_data.h"
#include "ui/report/report_files.h"
#include "ui/report/verdict.h"
#include "ui/validation/confusion.h"
#include "ui/validation/metrics_table.h"
#include "ui/validation/operator_metrics.h"
#include "ui/widgets/number_table.h"

#include <QAbstractItemModelTester>

#include <gmock/gmock.h>

#include <limits>

namespace pinfold::ui {
namespace {

using testing::HasSubstr;
using testing::Not;

ShownReport shown(std::vector<ValidationReport> reports, int index = 0) {
    return shownReport(test::shared(std::move(reports)), std::make_shared<const Models>(Models{test::exampleModel()}),
                       index);
}

QString cell(const QAbstractItemModel& model, int row, const QString& title) {
    for (int column = 0; column < model.columnCount(); ++column) {
        if (model.headerData(column, Qt::Horizontal).toString() == title)
            return model.index(row, column).data().toString();
    }
    return QStringLiteral("no such column");
}

const VerdictFigure* figure(const std::vector<VerdictFigure>& figures, const char* name) {
    for (const VerdictFigure& each : figures) {
        if (each.name == QLatin1String(name)) return &each;
    }
    return nullptr;
}

TEST(Verdict, SaysWhatPassedAndWithWhatFigures) {
    const ValidationReport report = test::passedReport();
    EXPECT_EQ(verdictKind(report), VerdictKind::passed);
    EXPECT_THAT(verdictSentence(report).toStdString(), HasSubstr("4 samples: all outputs agree"));
    const auto figures = verdictFigures(report);
    ASSERT_TRUE(figure(figures, "time"));
    EXPECT_EQ(figure(figures, "time")->value, QStringLiteral("400.0\u00A0µs"));
    EXPECT_EQ(figure(figures, "stack")->value, QStringLiteral("412 of 2,048\u00A0B"));
    EXPECT_FALSE(figure(figures, "accuracy"));
    for (const VerdictFigure& each : figures) EXPECT_FALSE(each.help.isEmpty()) << each.name.toStdString();
}

TEST(Verdict, NamesTheOutputsThatDifferAndTheAccuracies) {
    const ValidationReport report = test::failedReport();
    EXPECT_EQ(verdictKind(report), VerdictKind::failed);
    EXPECT_THAT(verdictSentence(report).toStdString(), HasSubstr("the output “first” differs from the reference"));
    const auto figures = verdictFigures(report);
    EXPECT_EQ(figure(figures, "accuracy")->value, QStringLiteral("50.00\u00A0%"));
    EXPECT_THAT(figure(figures, "accuracy")->help.toStdString(), HasSubstr("2 of 4 right"));
    EXPECT_EQ(figure(figures, "referenceAccuracy")->value, QStringLiteral("75.00\u00A0%"));
}

TEST(Verdict, AnOverflowedStackIsNoSuccessWhateverTheOutputs) {
    ValidationReport report = test::passedReport();
    report.passed = false;
    report.stack.intact = false;
    EXPECT_EQ(verdictKind(report), VerdictKind::overflowed);
    EXPECT_EQ(figure(verdictFigures(report), "stack")->value, QStringLiteral("overflowed"));
    report.outputs[0].metrics->passed = false;
    EXPECT_EQ(verdictKind(report), VerdictKind::failed);
    EXPECT_THAT(verdictSentence(report).toStdString(), HasSubstr("The stack overflowed"));
}

TEST(Verdict, WithoutAReferenceNothingIsClaimed) {
    ValidationReport report = test::passedReport();
    report.passed.reset();
    EXPECT_EQ(verdictKind(report), VerdictKind::notCompared);
    EXPECT_THAT(verdictSentence(report).toStdString(), HasSubstr("no reference"));
}

TEST(Verdict, SaysWhatTheBoardsOwnReferenceIsWorth) {
    const std::string note = "is no independent witness";
    for (ValidationReport report : {test::passedReport(), test::failedReport()}) {
        report.referenceMadeOn = hostMachine;
        EXPECT_THAT(verdictSentence(report).toStdString(), Not(HasSubstr(note)));
        report.referenceMadeOn = report.board;
        EXPECT_THAT(verdictSentence(report).toStdString(), HasSubstr(note));
    }
}

TEST(Verdict, WithoutATimerTicksAreAllThereIs) {
    ValidationReport report = test::passedReport();
    report.timerHz = 0;
    EXPECT_EQ(figure(verdictFigures(report), "time")->value, QStringLiteral("400"));
    report.profiledSamples = 0;
    EXPECT_FALSE(figure(verdictFigures(report), "time"));
}

TEST(Verdict, OfSeveralModelsTheWorstIsShownFirst) {
    ValidationReport notCompared = test::passedReport();
    notCompared.passed.reset();
    EXPECT_EQ(worstReport({test::passedReport(), notCompared, test::failedReport()}), 2);
    EXPECT_EQ(worstReport({test::passedReport(), test::passedReport()}), 0);
    EXPECT_EQ(worstReport({}), -1);
}

TEST(Verdict, TheFirstOperatorThatDiffersIsNamedWithItsKernelAndIndexInTheArchive) {
    const auto difference = firstDifference(shown({test::failedReport()}));
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->item, Item::op(0, 0));
    EXPECT_EQ(difference->sentence,
              QStringLiteral("Operator 0 (first) is the first whose output differs. Its kernel is kernel_first."));
}

TEST(Verdict, WhereItDiffersMayBeUnknown) {
    EXPECT_FALSE(firstDifference(shown({test::passedReport()})));
    ValidationReport report = test::failedReport();
    report.firstDifferingOperator.reset();
    report.localisation = "It cannot be said.";
    const auto difference = firstDifference(shown({report}));
    ASSERT_TRUE(difference);
    EXPECT_FALSE(difference->item);
    EXPECT_EQ(difference->sentence, QStringLiteral("It cannot be said."));
}

TEST(Verdict, AReportOfAModelThatIsNotOpenStandsForNothing) {
    ValidationReport report = test::failedReport();
    report.model = "another";
    const ShownReport other = shown({report});
    EXPECT_EQ(other.model, -1);
    EXPECT_FALSE(other.operatorItem(0));
    EXPECT_FALSE(other.outputItem(0));
    EXPECT_TRUE(other.kernel(0).isEmpty());
}

TEST(ValidationTables, AnOutputHasARowWithWhatItsFiguresMean) {
    MetricsTable table;
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
    table.show(shown({test::failedReport()}));
    ASSERT_EQ(table.rowCount(), 2);
    EXPECT_EQ(cell(table, 0, QStringLiteral("Result")), QStringLiteral("agrees"));
    EXPECT_EQ(cell(table, 1, QStringLiteral("Result")), QStringLiteral("differs"));
    EXPECT_EQ(cell(table, 1, QStringLiteral("Mismatches")), QStringLiteral("2 of 12"));
    EXPECT_EQ(cell(table, 1, QStringLiteral("L2, relative")), QStringLiteral("0.25"));
    EXPECT_EQ(cell(table, 1, QStringLiteral("Cosine")), QStringLiteral("–"));
    EXPECT_EQ(cell(table, 1, QStringLiteral("Type")), QStringLiteral("int8 1×3"));
    for (int column = 0; column < table.columnCount(); ++column) {
        EXPECT_FALSE(table.headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty()) << column;
    }
    // The example's second output is its first operator's.
    EXPECT_EQ(table.index(1, 0).data(itemRole).value<Item>(), Item::tensor(0, 1));
    table.show({});
    EXPECT_EQ(table.rowCount(), 0);
}

TEST(ValidationTables, WithoutAReferenceTheFiguresAreDashes) {
    ValidationReport report = test::passedReport();
    report.passed.reset();
    for (OutputReport& output : report.outputs) output.metrics.reset();
    MetricsTable table;
    table.show(shown({report}));
    for (const char* title : {"Result", "Mismatches", "Largest error", "RMSE", "MAE", "L2, relative", "Cosine"}) {
        EXPECT_EQ(cell(table, 0, QString::fromLatin1(title)), QStringLiteral("–")) << title;
    }
}

TEST(ValidationTables, OperatorsStandInTheOrderOfExecutionWithTheirShareOfTheTime) {
    OperatorMetrics table;
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
    table.show(shown({test::failedReport()}));
    ASSERT_EQ(table.rowCount(), 2);
    EXPECT_EQ(cell(table, 0, QStringLiteral("#")), QStringLiteral("1"));
    EXPECT_EQ(cell(table, 0, QStringLiteral("Share of time")), QStringLiteral("75.0\u00A0%"));
    EXPECT_EQ(cell(table, 1, QStringLiteral("Time")), QStringLiteral("100.0\u00A0µs"));
    EXPECT_EQ(cell(table, 1, QStringLiteral("Kernel")), QStringLiteral("kernel_first"));
    EXPECT_EQ(table.index(0, 0).data(itemRole).value<Item>(), Item::op(0, 1));
    EXPECT_EQ(table.index(1, 3).data(itemRole).value<Item>(), Item::op(0, 0));
    EXPECT_TRUE(table.index(1, 1).data(Qt::DecorationRole).isValid());
    EXPECT_FALSE(table.index(0, 1).data(Qt::DecorationRole).isValid());

    std::vector<double> shares;
    for (int column = 0; column < table.columnCount(); ++column) {
        const QVariant share = table.index(1, column).data(NumberTable::shareRole);
        if (share.isValid()) shares.push_back(share.toDouble());
    }
    EXPECT_THAT(shares, testing::ElementsAre(0.25, 1.0));  // of the time, and of the largest error
}

TEST(ValidationTables, OperatorsThatWereNotComparedHaveNoColumnsOfErrors) {
    OperatorMetrics table;
    table.show(shown({test::passedReport()}));
    EXPECT_EQ(cell(table, 0, QStringLiteral("RMSE")), QStringLiteral("no such column"));
    ValidationReport report = test::passedReport();
    report.profiledSamples = 0;
    table.show(shown({report}));
    EXPECT_EQ(cell(table, 0, QStringLiteral("Cycles")), QStringLiteral("no such column"));
}

TEST(ValidationPlots, BarsLieWhereTheErrorsAre) {
    OutputReport output = test::comparedOutput("o", {0, 1, 2}, {0, 1, 2.5});
    output.histogram.assign(41, 0);
    output.histogram[20] = 2;
    output.histogram[40] = 1;
    const auto bins = errorBins(output);
    ASSERT_EQ(bins.size(), 2U);
    EXPECT_LT(bins[0].low, 0);
    EXPECT_GT(bins[0].high, 0);
    EXPECT_DOUBLE_EQ(bins[1].high, 0.5);
    EXPECT_EQ(bins[1].count, 1);
    EXPECT_LT(errorRange(output).low, -0.5);
    EXPECT_GT(errorRange(output).high, 0.5);
}

TEST(ValidationPlots, WithoutErrorsThereIsOneBarAroundZero) {
    const auto bins = errorBins(test::comparedOutput("o", {0, 1, 2}, {0, 1, 2}));
    ASSERT_EQ(bins.size(), 1U);
    EXPECT_EQ(bins[0].count, 3);
    EXPECT_LT(barOf(bins[0]).low, 0);
    EXPECT_GT(barOf(bins[0]).high, 0);
    EXPECT_EQ(binText(bins[0]), QStringLiteral("3 elements equal to the reference"));
}

TEST(ValidationPlots, RangesAreNeverEmptyNorEndless) {
    constexpr double most = std::numeric_limits<double>::max();
    for (const auto& [low, high] : {std::pair(0.0, 0.0), std::pair(5.0, 5.0), std::pair(-3.0, -3.0)}) {
        const PlotRange range = rangeAround(low, high);
        EXPECT_LT(range.low, low);
        EXPECT_GT(range.high, high);
    }
    EXPECT_LT(rangeAround(-most / 4, most / 4).high, std::numeric_limits<double>::infinity());
    EXPECT_LT(valueRange({}).low, valueRange({}).high);
}

TEST(ValidationPlots, WhatIsNotDrawnIsTold) {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    const OutputReport output = test::comparedOutput("o", {0, nan, 2}, {0, nan, 2});
    EXPECT_THAT(plotNote(output).toStdString(), HasSubstr("3 elements, all match. 2 of them are drawn"));
    EXPECT_EQ(plotNote({}), QString());
}

TEST(ValidationFiles, CsvHasALineForEachWithAllDigits) {
    ValidationReport second = test::failedReport();
    second.model = "with,comma";
    second.outputs[1].metrics->l2r = 1.0 / 3;
    const std::string metrics = metricsCsv({test::passedReport(), second});
    EXPECT_THAT(metrics, HasSubstr("model,output,dtype,shape,elements,mismatches,passed"));
    EXPECT_THAT(metrics, HasSubstr("example,second,int8,1×4,16,0,true,0,0,0,0,1\n"));
    EXPECT_THAT(metrics, HasSubstr("\"with,comma\",first,int8,1×3,12,2,false,5,0,0,0.3333333333333333,\n"));
    const std::string operators = operatorsCsv({test::passedReport(), second});
    EXPECT_THAT(operators, HasSubstr("example,1,second,300,1000000,,,,,,,,\n"));
    EXPECT_EQ(std::count(operators.begin(), operators.end(), '\n'), 5);
}

TEST(ValidationFiles, PageAndJsonAreThoseOfTheCommandLine) {
    const Session::Reports reports = {test::failedReport()};
    EXPECT_EQ(reportFile(ReportFormat::html, reports, {}), reportHtml(reports, {}));
    const auto json = OrderedJson::parse(reportFile(ReportFormat::json, reports, FirmwareFigures{10, 20, {}}));
    EXPECT_EQ(json["passed"], false);
    EXPECT_EQ(json["firmware"]["flash_bytes"], 10);
}

TEST(Confusion, CellsAreCountsThatReadAsSentences) {
    ConfusionModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.show(test::failedReport().confusion);
    EXPECT_EQ(model.rowCount(), 4);
    EXPECT_EQ(model.index(0, 2).data().toString(), QStringLiteral("1"));
    EXPECT_EQ(model.index(0, 2).data(Qt::AccessibleTextRole).toString(),
              QStringLiteral("1 of the 2 samples with the label 0 were taken for 2 (50.0\u00A0%)."));
    EXPECT_EQ(model.index(3, 3).data(Qt::AccessibleTextRole).toString(), QStringLiteral("No sample has the label 3."));
    // Right and wrong are told apart by their place and by their colour.
    EXPECT_NE(model.index(1, 1).data(Qt::BackgroundRole), model.index(2, 1).data(Qt::BackgroundRole));
    EXPECT_FALSE(model.index(3, 3).data(Qt::BackgroundRole).isValid());
}

TEST(Confusion, HoldsAsManyClassesAsReportsHave) {
    ConfusionModel model;
    std::vector<std::vector<std::int64_t>> counts(256, std::vector<std::int64_t>(256, 0));
    counts[255][0] = 1'234;
    model.show(counts);
    EXPECT_EQ(model.columnCount(), 256);
    EXPECT_EQ(model.index(255, 0).data().toString(), QStringLiteral("1,234"));
    EXPECT_EQ(model.headerData(255, Qt::Vertical, Qt::DisplayRole).toString(), QStringLiteral("255"));
}

}  // namespace
}  // namespace pinfold::ui
