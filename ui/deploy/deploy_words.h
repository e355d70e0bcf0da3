// What the deployment's results come to, in words.
#pragma once

#include "base/result.h"
#include "plan/plan.h"
#include "ui/session/session.h"
#include "validate/report.h"

#include <QString>

#include <filesystem>
#include <optional>
#include <utility>

namespace pinfold::ui {

// What a validation found wrong; none if nothing.
std::optional<Error> difference(const Session::Reports& reports);

// The first sentence of a message, and what comes after it.
std::pair<QString, QString> firstSentence(const QString& message);

// "1e-5"; and the reverse, for numbers of at least 0.
QString toleranceText(double tolerance);
std::optional<double> toleranceFrom(const QString& text);

// A path that the user typed: absolute, "~" resolved; empty for an empty text.
std::filesystem::path pathFrom(const QString& text);
// Whether its name is one of a file with inputs or outputs.
bool isTensorFile(const QString& path);
QString textOf(const std::filesystem::path& path);

// A port that the user typed: "/dev/ttyACM0" means the serial port of that name at the board's speed.
std::string portFrom(const QString& text, const Board* board);
// As openTransport() takes it: "serial:///dev/ttyACM0?baud=115200".
QString serialUrl(const std::string& device, const Board* board);

}  // namespace pinfold::ui
