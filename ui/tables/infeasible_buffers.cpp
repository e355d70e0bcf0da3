#include "ui/tables/infeasible_buffers.h"

#include "plan/infeasible/infeasible.h"
#include "ui/text/numbers.h"
#include "ui/text/say.h"

#include <QStringList>

namespace pinfold::ui {

InfeasibleBuffers infeasibleBuffersOf(const Error& error) {
    InfeasibleBuffers infeasible;
    const auto infeasibility = readInfeasibility(error.details);
    if (!infeasibility) return infeasible;
    QStringList regions;
    for (const std::string& region : infeasibility->regions) regions.append(QString::fromStdString(region));
    const auto count = static_cast<std::int64_t>(infeasibility->buffers.size());
    QString reason =
        count > 1
            ? say("Does not fit: this and %1 more are in use at one time, and there is no place for all of them in %2.")
                  .arg(countText(count - 1), regions.join(say(" and ")))
            : say("Does not fit: it alone is too large for what is free in %1.").arg(regions.join(say(" and ")));
    if (infeasibility->missingBytes > 0)
        reason += u' ' + say("%1 are missing.").arg(bytesText(infeasibility->missingBytes));
    for (const InfeasibleBuffer& buffer : infeasibility->buffers) infeasible[{buffer.model, buffer.name}] = reason;
    return infeasible;
}

}  // namespace pinfold::ui
