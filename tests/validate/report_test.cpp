#include "validate/report.h"

#include "fake_device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace pinfold::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ValidationReport reportOn(FakeDevice& device, const Samples& samples,
                          const std::vector<std::string>& outputNames = {"y"},
                          const std::vector<std::string>& operatorNames = {"double", "increment", "negate", "square"}) {
    const ValidatedModel model = chainModel(samples, outputNames, operatorNames);
    auto outcome = validate(device, {&model, 1}, {}, {}, {});
    EXPECT_TRUE(outcome.ok()) << outcome.error().message;
    return outcome.ok() ? std::get<0>(*std::move(outcome)).at(0) : ValidationReport{};
}

ValidationReport failingReport() {
    FakeDevice device;
    device.fault = [](int op, Values& values) {
        if (op == 1) values[1] += 3;
    };
    Samples samples = chainSamples(4, true);
    samples.labels = {3, 3, 3, 2};
    return reportOn(device, samples);
}

OrderedJson reportJsonOf(const ValidationReport& report, const std::optional<FirmwareFigures>& firmware) {
    return reportJson({&report, 1}, firmware);
}
std::string reportTextOf(const ValidationReport& report, const std::optional<FirmwareFigures>& firmware) {
    return reportText({&report, 1}, firmware);
}
std::string reportHtmlOf(const ValidationReport& report, const std::optional<FirmwareFigures>& firmware) {
    return reportHtml({&report, 1}, firmware);
}

FirmwareFigures figures() {
    FirmwareFigures firmware;
    firmware.flashBytes = 123456;
    firmware.ramBytes = 7890;
    RegionUse region;
    region.region = "DTCM";
    region.capacity = 131072;
    region.pools = 7000;
    region.stack = 890;
    firmware.regions.push_back(region);
    return firmware;
}

TEST(ReportJson, HasTheKeysOfTheContract) {
    const OrderedJson json = reportJsonOf(failingReport(), figures());
    EXPECT_EQ(json["samples"], 4);
    EXPECT_EQ(json["passed"], false);
    EXPECT_EQ(json["accuracy"], 0.75);
    ASSERT_EQ(json["outputs"].size(), 1U);
    for (const auto key : {"name", "max_abs_error", "rmse", "mae", "l2r", "cosine", "mismatches", "passed"}) {
        EXPECT_TRUE(json["outputs"][0].contains(key)) << key;
        EXPECT_FALSE(json["outputs"][0][key].is_null()) << key;
    }
    EXPECT_EQ(json["firmware"]["flash_bytes"], 123456);
    EXPECT_EQ(json["firmware"]["ram_bytes"], 7890);
    EXPECT_EQ(json["timing"]["timer_hz"], 25000000);
    EXPECT_EQ(json["timing"]["ticks_per_inference"], 1012);
    EXPECT_EQ(json["first_differing_operator"]["index"], 1);
    EXPECT_EQ(json["first_differing_operator"]["name"], "increment");
    EXPECT_EQ(json["first_differing_operator"]["max_abs_error"], 3);
    EXPECT_EQ(json["operators"].size(), 4U);
    EXPECT_EQ(json["stack"]["used_bytes"], 1000);
    EXPECT_EQ(json["confusion"].size(), 4U);
}

TEST(ReportJson, WhatIsUndefinedIsNull) {
    FakeDevice device;
    Samples samples = chainSamples(2, false);
    samples.reference.clear();
    const OrderedJson json = reportJsonOf(reportOn(device, samples), std::nullopt);
    EXPECT_TRUE(json["passed"].is_null());
    EXPECT_TRUE(json["accuracy"].is_null());
    EXPECT_TRUE(json["firmware"].is_null());
    EXPECT_TRUE(json["confusion"].is_null());
    for (const auto key : {"max_abs_error", "rmse", "mae", "l2r", "cosine", "mismatches", "passed"}) {
        EXPECT_TRUE(json["outputs"][0][key].is_null()) << key;
    }
}

TEST(ReportJson, OfNanHasNoFigures) {
    FakeDevice device;
    device.fault = [](int, Values& values) { values[0] = std::numeric_limits<float>::quiet_NaN(); };
    const OrderedJson json = reportJsonOf(reportOn(device, chainSamples(2, false)), std::nullopt);
    EXPECT_TRUE(json["outputs"][0]["rmse"].is_null());
    EXPECT_EQ(json["outputs"][0]["mismatches"], 2);
    EXPECT_EQ(json["passed"], false);
}

TEST(ReportJson, SurvivesNamesThatAreNoUtf8) {
    FakeDevice device;
    device.facts.models[0].name = "bad\xff\xc3";
    const OrderedJson json = reportJsonOf(reportOn(device, chainSamples(1, false), {"\x80y"}), std::nullopt);
    EXPECT_THAT(json.dump(), HasSubstr("bad\xEF\xBF\xBD\xEF\xBF\xBD"));
}

TEST(ReportText, BeginsWithTheVerdict) {
    FakeDevice device;
    EXPECT_EQ(reportTextOf(reportOn(device, chainSamples(4, false)), figures())
                  .rfind("PASSED  chain on fake-board, 4 samples: all outputs agree with the reference\n", 0),
              0U);
    EXPECT_EQ(reportTextOf(failingReport(), {})
                  .rfind("FAILED  chain on fake-board, 4 samples: y differs from the reference\n", 0),
              0U);
    Samples samples = chainSamples(1, false);
    samples.reference.clear();
    EXPECT_EQ(reportTextOf(reportOn(device, samples), {}).rfind("NOT COMPARED  ", 0), 0U);
}

TEST(ReportText, TellsWhereItFailsAndWhatItCosts) {
    const std::string text = reportTextOf(failingReport(), figures());
    EXPECT_THAT(text, HasSubstr("Operator 1 (increment) is the first whose output differs"));
    EXPECT_THAT(text, HasSubstr("75.00 % on the device (3 of 4 right)"));
    EXPECT_THAT(text, HasSubstr("123,456 bytes of flash, 7,890 bytes of RAM"));
    EXPECT_THAT(text, HasSubstr("1,000 of 4,096 bytes used"));
    EXPECT_THAT(text, HasSubstr("40.48 µs"));  // 1012 ticks at 25 MHz
    EXPECT_THAT(text, HasSubstr("DTCM    7,890  131,072        0        0            0        0  7,000    890"));
    EXPECT_LT(text.find("39.8 %"), text.find("29.9 %"));
}

// The board's own outputs, made without its plan, show less than another machine's.
TEST(ReportText, SaysWhereTheReferenceWasMadeAndWhatThatIsWorth) {
    FakeDevice device;
    Samples samples = chainSamples(2, false);
    const auto madeOn = [&](const std::string& where) {
        samples.referenceMadeOn = where;
        return reportOn(device, samples);
    };
    const std::string noWitness = "is no independent witness";
    const auto own = madeOn("fake-board");
    EXPECT_TRUE(isOwnReference(own));
    EXPECT_THAT(reportTextOf(own, {}), HasSubstr("\nReference    made on fake-board, "));
    EXPECT_THAT(reportTextOf(own, {}), HasSubstr(noWitness));
    EXPECT_THAT(reportHtmlOf(own, {}), HasSubstr("<p>The reference was made on fake-board, "));
    EXPECT_THAT(reportHtmlOf(own, {}), HasSubstr(noWitness));
    EXPECT_EQ(reportJsonOf(own, std::nullopt)["reference"].dump(), R"({"made_on":"fake-board","independent":false})");
    for (const std::string where : {"other-board", hostMachine}) {
        const auto report = madeOn(where);
        EXPECT_FALSE(isOwnReference(report));
        EXPECT_THAT(reportTextOf(report, {}), HasSubstr("\nReference    made on "));
        EXPECT_THAT(reportTextOf(report, {}), Not(HasSubstr(noWitness)));
        EXPECT_EQ(reportJsonOf(report, std::nullopt)["reference"]["independent"], true);
    }
    const auto unknown = madeOn("");
    EXPECT_THAT(reportTextOf(unknown, {}), Not(HasSubstr("\nReference ")));
    EXPECT_TRUE(reportJsonOf(unknown, std::nullopt)["reference"].is_null());
}

TEST(ReportText, ShowsNoControlCharactersOfWhereTheReferenceWasMade) {
    FakeDevice device;
    Samples samples = chainSamples(1, false);
    samples.referenceMadeOn = "evil\x1b[2J<b>";
    const auto report = reportOn(device, samples);
    EXPECT_THAT(reportTextOf(report, {}), Not(HasSubstr("\x1b")));
    EXPECT_THAT(reportHtmlOf(report, {}), Not(HasSubstr("<b>evil")));
    EXPECT_THAT(reportHtmlOf(report, {}), HasSubstr("&lt;b&gt;"));
}

TEST(ReportText, SaysThatTheStackOverflowed) {
    FakeDevice device;
    device.stack = {2048, 2048, false};
    const auto report = reportOn(device, chainSamples(1, false));
    EXPECT_THAT(reportTextOf(report, {}), testing::StartsWith("STACK OVERFLOWED  chain"));
    EXPECT_THAT(reportTextOf(report, {}), HasSubstr("more than the reserved 2,048 bytes were used"));
    EXPECT_THAT(reportHtmlOf(report, {}), HasSubstr("<div class=\"verdict bad\">\n<h1>STACK OVERFLOWED</h1>"));
}

TEST(ReportText, HasNoControlCharactersFromNames) {
    FakeDevice device;
    device.facts.models[0].name = "evil\x1b[2J";
    const std::string text = reportTextOf(reportOn(device, chainSamples(1, false), {"\x1b]0;x\x07", "y"}), {});
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\x07")));
}

TEST(ReportHtml, EscapesEveryName) {
    FakeDevice device;
    device.facts.board = "<b onclick=\"x\">";
    device.facts.models[0].name = "</title><script>alert(1)</script>";
    device.fault = [](int, Values& values) { values[0] += 3; };
    auto firmware = figures();
    firmware.regions[0].region = "<script>";
    const std::string html = reportHtmlOf(
        reportOn(device, chainSamples(2, true), {"\"><script>"}, {"<script>", "<script>", "<script>", "<script>"}),
        firmware);
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("onclick=\"")));
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
}

TEST(ReportHtml, RefersToNothingOutside) {
    const std::string html = reportHtmlOf(failingReport(), figures());
    for (const auto reference : {"http:", "https:", "src=", "href=", "url(", "@import", "<link"}) {
        EXPECT_THAT(html, Not(HasSubstr(reference)));
    }
    EXPECT_THAT(html, HasSubstr("prefers-color-scheme: dark"));
}

TEST(ReportHtml, PlotsHaveOnlyFiniteCoordinates) {
    for (const float value : {0.0F, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                              std::numeric_limits<float>::max(), std::numeric_limits<float>::denorm_min()}) {
        FakeDevice device;
        device.faultOfWholeRuns = [&](Values& output) { output[0] = value; };
        const std::string html = reportHtmlOf(reportOn(device, chainSamples(2, false)), {});
        EXPECT_THAT(html, Not(HasSubstr("\"nan\""))) << value;
        EXPECT_THAT(html, Not(HasSubstr("\"inf\""))) << value;
        EXPECT_THAT(html, Not(HasSubstr("\"-nan\""))) << value;
    }
}

TEST(ReportHtml, DrawsAsManyPointsAndBarsAsThereAre) {
    const auto report = failingReport();
    const std::string html = reportHtmlOf(report, {});
    std::size_t points = 0;
    for (std::size_t at = html.find("<circle"); at != std::string::npos; at = html.find("<circle", at + 1)) ++points;
    EXPECT_EQ(points, report.outputs[0].scatter.size());
    EXPECT_THAT(html, HasSubstr("class=\"identity\""));
    EXPECT_THAT(html, HasSubstr("class=\"confusion\""));
}

// The failing one, and one that passes.
std::vector<ValidationReport> twoReports() {
    FakeDevice device;
    std::vector<ValidationReport> reports = {failingReport(), reportOn(device, chainSamples(4, false))};
    reports[0].model = "kws";
    reports[1].model = "ad<b>";
    reports[1].ticksPerInference = 10;
    return reports;
}

TEST(SeveralModels, JsonNamesTheModelOfEachOutputAndOperator) {
    const auto reports = twoReports();
    const OrderedJson json = reportJson(reports, figures());
    EXPECT_EQ(json["samples"], 4);
    EXPECT_EQ(json["passed"], false);
    EXPECT_TRUE(json["accuracy"].is_null());
    ASSERT_EQ(json["outputs"].size(), 2U);
    EXPECT_EQ(json["outputs"][0]["model"], "kws");
    EXPECT_EQ(json["outputs"][0]["passed"], false);
    EXPECT_EQ(json["outputs"][1]["model"], "ad<b>");
    EXPECT_EQ(json["outputs"][1]["passed"], true);
    EXPECT_EQ(json["operators"].size(), 8U);
    EXPECT_EQ(json["operators"][5]["model"], "ad<b>");
    EXPECT_EQ(json["firmware"]["flash_bytes"], 123456);
    EXPECT_EQ(json["timing"]["ticks_per_inference"], reports[0].ticksPerInference + 10);
    ASSERT_EQ(json["models"].size(), 2U);
    EXPECT_EQ(json["models"][0]["model"], "kws");
    EXPECT_EQ(json["models"][0]["accuracy"], 0.75);
    EXPECT_EQ(json["models"][0]["first_differing_operator"]["index"], 1);
    EXPECT_EQ(json["models"][1]["passed"], true);
    EXPECT_FALSE(json["models"][0].contains("outputs"));
    EXPECT_FALSE(reportJson({reports.data(), 1}, figures()).contains("models"));
    EXPECT_FALSE(reportJson({reports.data(), 1}, figures())["outputs"][0].contains("model"));
}

TEST(SeveralModels, PassedIsTheWorstOfAll) {
    auto reports = twoReports();
    reports[0] = reports[1];
    EXPECT_EQ(reportJson(reports, {})["passed"], true);
    EXPECT_THAT(reportText(reports, {}), ::testing::StartsWith("PASSED  2 models on fake-board, 4 samples each: "));
    reports[0].passed.reset();
    EXPECT_TRUE(reportJson(reports, {})["passed"].is_null());
    EXPECT_THAT(reportText(reports, {}), ::testing::StartsWith("NOT COMPARED"));
    for (auto& report : reports) {
        report.stack.intact = false;
        report.passed = false;
    }
    EXPECT_EQ(reportJson(reports, {})["passed"], false);
    EXPECT_THAT(reportText(reports, {}), ::testing::StartsWith("STACK OVERFLOWED"));
}

TEST(SeveralModels, TextAndPageTellThemApart) {
    const auto reports = twoReports();
    const std::string text = reportText(reports, figures());
    EXPECT_THAT(text,
                ::testing::StartsWith("FAILED  2 models on fake-board, 4 samples each: kws FAILED and ad<b> PASSED\n"));
    EXPECT_THAT(text, HasSubstr("\nFAILED  kws on fake-board, 4 samples: y differs"));
    EXPECT_THAT(text, HasSubstr("\nPASSED  ad<b> on fake-board, 4 samples"));
    EXPECT_EQ(text.find("Stack "), text.rfind("Stack ")) << "one device, one stack";
    const std::string page = reportHtml(reports, figures());
    EXPECT_THAT(page, HasSubstr("<title>kws and ad&lt;b&gt; on fake-board: FAILED</title>"));
    EXPECT_THAT(page, HasSubstr("<p>ad&lt;b&gt; on fake-board, 4 samples: all outputs agree"));
    EXPECT_THAT(page, Not(HasSubstr("ad<b>")));
    EXPECT_EQ(page.find("<h2>Memory</h2>"), page.rfind("<h2>Memory</h2>"));
}

}  // namespace
}  // namespace pinfold::test
