#include "ui/plan/remedies.h"

#include "ui/session/pinning.h"
#include "ui/text/say.h"

#include <algorithm>

namespace pinfold::ui {
namespace {

// "REGION=BYTES" takes the place of the larger one of that region.
void shrinkReserve(std::vector<std::string>& reserves, const std::string& smaller) {
    const std::string region = smaller.substr(0, smaller.find('=') + 1);
    for (std::string& reserve : reserves) {
        if (reserve.starts_with(region) && reserve.find('+') == std::string::npos) {
            reserve = smaller;
            return;
        }
    }
}

// `change` as on the command line.
void change(PlanOptions& options, const std::string& change) {
    constexpr std::string_view reserve = "--reserve ";
    if (change.starts_with(reserve)) return shrinkReserve(options.reserve, change.substr(reserve.size()));
    changeOption(options, change);
}

void movePin(std::vector<std::string>& pins, const std::string& pin, const std::string& region) {
    const auto found = std::find(pins.begin(), pins.end(), pin);
    if (found != pins.end()) *found = pin.substr(0, pin.rfind('=') + 1) + region;
}

}  // namespace

std::vector<Remedy> remediesOf(const Error& error) {
    const auto infeasibility = readInfeasibility(error.details);
    return infeasibility ? infeasibility->remedies : std::vector<Remedy>();
}

void applyRemedy(Document& document, const Remedy& remedy) {
    const QString value = QString::fromStdString(remedy.value);
    switch (remedy.kind) {
        case RemedyKind::dropPin: return dropPin(document, remedy.value);
        case RemedyKind::moveToRegion:
            return document.change(say("Move a pin to %1").arg(value),
                                   [&](Deployment& d) { movePin(d.plan.pins, remedy.pin, remedy.value); });
        case RemedyKind::changeOption:
            return document.change(say("Plan with %1").arg(value),
                                   [&](Deployment& d) { change(d.plan, remedy.value); });
        case RemedyKind::otherBoard:
            return document.change(say("Choose board %1").arg(value), [&](Deployment& d) { d.board = remedy.value; });
    }
}

void applyProposal(Document& document, const ConstantProposal& proposal, std::size_t models) {
    const std::string name = (models > 1 ? proposal.model + ":" : "") + "const:" + proposal.name;
    document.change(
        say("Copy %1 to %2").arg(QString::fromStdString(proposal.name), QString::fromStdString(proposal.region)),
        [&](Deployment& d) { d.plan.pins.push_back(name + "=" + proposal.region); });
}

}  // namespace pinfold::ui
