#include "ui/tables/misfits.h"

#include "base/json.h"
#include "ui/style/numbers.h"

#include <QCoreApplication>
#include <QStringList>

namespace pinfold::ui {
namespace {

QString say(const char* text) { return QCoreApplication::translate("Misfits", text); }

}  // namespace

Misfits misfitsOf(const Error& error) {
    Misfits misfits;
    // Our own text: what it lacks is left out.
    const nlohmann::json details = nlohmann::json::parse(error.details, nullptr, false);
    if (!details.is_object() || !details.contains("buffers")) return misfits;
    QStringList regions;
    for (const auto& region : details.value("regions", nlohmann::json::array())) {
        regions.append(QString::fromStdString(region.value("name", "")));
    }
    const auto count = static_cast<int>(details["buffers"].size());
    QString reason =
        count > 1
            ? say("Does not fit: this and %1 more are in use at one time, and there is no place for all of them in %2.")
                  .arg(countText(count - 1), regions.join(say(" and ")))
            : say("Does not fit: it alone is too large for what is free in %1.").arg(regions.join(say(" and ")));
    const std::int64_t missing = details.value("missing_bytes", std::int64_t{0});
    if (missing > 0) reason += u' ' + say("%1 are missing.").arg(bytesText(missing));
    for (const auto& buffer : details["buffers"]) {
        misfits[{buffer.value("model", ""), buffer.value("name", "")}] = reason;
    }
    return misfits;
}

}  // namespace pinfold::ui
