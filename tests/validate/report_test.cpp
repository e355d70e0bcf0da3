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

ValidationReport reportOf(FakeDevice& device, const Samples& samples,
                          const std::vector<std::string>& outputNames = {"y"},
                          const std::vector<std::string>& operatorNames = {"double", "increment", "negate", "square"}) {
    auto outcome = validate(device, samples, outputNames, operatorNames, {}, {}, {});
    EXPECT_TRUE(outcome.ok()) << outcome.error().message;
    return outcome.ok() ? std::get<0>(*std::move(outcome)) : ValidationReport{};
}

ValidationReport failingReport() {
    FakeDevice device;
    device.fault = [](int op, Values& values) {
        if (op == 1) values[1] += 3;
    };
    Samples samples = chainSamples(4, true);
    samples.labels = {3, 3, 3, 2};
    return reportOf(device, samples);
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
    const OrderedJson json = reportJson(failingReport(), figures());
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
    const OrderedJson json = reportJson(reportOf(device, samples), std::nullopt);
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
    const OrderedJson json = reportJson(reportOf(device, chainSamples(2, false)), std::nullopt);
    EXPECT_TRUE(json["outputs"][0]["rmse"].is_null());
    EXPECT_EQ(json["outputs"][0]["mismatches"], 2);
    EXPECT_EQ(json["passed"], false);
}

TEST(ReportJson, SurvivesNamesThatAreNoUtf8) {
    FakeDevice device;
    device.facts.models[0].name = "bad\xff\xc3";
    const OrderedJson json = reportJson(reportOf(device, chainSamples(1, false), {"\x80y"}), std::nullopt);
    EXPECT_THAT(json.dump(), HasSubstr("bad\xEF\xBF\xBD\xEF\xBF\xBD"));
}

TEST(ReportText, BeginsWithTheVerdict) {
    FakeDevice device;
    EXPECT_EQ(reportText(reportOf(device, chainSamples(4, false)), figures())
                  .rfind("PASSED  chain on fake-board, 4 samples: all outputs agree with the reference\n", 0),
              0U);
    EXPECT_EQ(reportText(failingReport(), {})
                  .rfind("FAILED  chain on fake-board, 4 samples: y differs from the reference\n", 0),
              0U);
    Samples samples = chainSamples(1, false);
    samples.reference.clear();
    EXPECT_EQ(reportText(reportOf(device, samples), {}).rfind("NOT COMPARED  ", 0), 0U);
}

TEST(ReportText, TellsWhereItFailsAndWhatItCosts) {
    const std::string text = reportText(failingReport(), figures());
    EXPECT_THAT(text, HasSubstr("Operator 1 (increment) is the first whose output differs"));
    EXPECT_THAT(text, HasSubstr("75.00 % on the device (3 of 4 right)"));
    EXPECT_THAT(text, HasSubstr("123,456 bytes of flash, 7,890 bytes of RAM"));
    EXPECT_THAT(text, HasSubstr("1,000 of 4,096 bytes used"));
    EXPECT_THAT(text, HasSubstr("40.48 µs"));  // 1012 ticks at 25 MHz
    EXPECT_THAT(text, HasSubstr("DTCM    7,890  131,072        0        0            0        0  7,000    890"));
    EXPECT_LT(text.find("39.8 %"), text.find("29.9 %"));
}

TEST(ReportText, SaysThatTheStackOverflowed) {
    FakeDevice device;
    device.stack = {2048, 2048, false};
    const auto report = reportOf(device, chainSamples(1, false));
    EXPECT_THAT(reportText(report, {}), testing::StartsWith("STACK OVERFLOWED  chain"));
    EXPECT_THAT(reportText(report, {}), HasSubstr("more than the reserved 2,048 bytes were used"));
    EXPECT_THAT(reportHtml(report, {}), HasSubstr("<div class=\"verdict bad\">\n<h1>STACK OVERFLOWED</h1>"));
}

TEST(ReportText, HasNoControlCharactersFromNames) {
    FakeDevice device;
    device.facts.models[0].name = "evil\x1b[2J";
    const std::string text = reportText(reportOf(device, chainSamples(1, false), {"\x1b]0;x\x07", "y"}), {});
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
    const std::string html = reportHtml(
        reportOf(device, chainSamples(2, true), {"\"><script>"}, {"<script>", "<script>", "<script>", "<script>"}),
        firmware);
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("onclick=\"")));
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
}

TEST(ReportHtml, RefersToNothingOutside) {
    const std::string html = reportHtml(failingReport(), figures());
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
        const std::string html = reportHtml(reportOf(device, chainSamples(2, false)), {});
        EXPECT_THAT(html, Not(HasSubstr("\"nan\""))) << value;
        EXPECT_THAT(html, Not(HasSubstr("\"inf\""))) << value;
        EXPECT_THAT(html, Not(HasSubstr("\"-nan\""))) << value;
    }
}

TEST(ReportHtml, DrawsAsManyPointsAndBarsAsThereAre) {
    const auto report = failingReport();
    const std::string html = reportHtml(report, {});
    std::size_t points = 0;
    for (std::size_t at = html.find("<circle"); at != std::string::npos; at = html.find("<circle", at + 1)) ++points;
    EXPECT_EQ(points, report.outputs[0].scatter.size());
    EXPECT_THAT(html, HasSubstr("class=\"identity\""));
    EXPECT_THAT(html, HasSubstr("class=\"confusion\""));
}

}  // namespace
}  // namespace pinfold::test
