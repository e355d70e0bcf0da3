#include "ui/plan/remedies.h"

#include "ui/session/pinning.h"
#include "ui/text/say.h"

#include <algorithm>
#include <charconv>

namespace pinfold::ui {
namespace {

// What follows `option` and a space, if the text starts with both.
std::optional<std::string> valueOf(const std::string& text, std::string_view option) {
    if (!text.starts_with(option) || text.size() <= option.size() + 1) return std::nullopt;
    return text.substr(option.size() + 1);
}

std::int64_t numberOf(const std::string& text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

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

// `option` as on the command line.
void changeOption(PlanOptions& options, const std::string& option) {
    if (const auto order = valueOf(option, "--order")) options.order = orderFromName(*order).value_or(options.order);
    if (const auto lifetimes = valueOf(option, "--lifetimes")) {
        options.lifetimes = lifetimesFromName(*lifetimes).value_or(options.lifetimes);
    }
    if (const auto alignment = valueOf(option, "--align")) options.alignment = numberOf(*alignment);
    if (const auto stack = valueOf(option, "--stack")) options.stackBytes = numberOf(*stack);
    if (const auto reserve = valueOf(option, "--reserve")) shrinkReserve(options.reserve, *reserve);
    if (const auto keep = valueOf(option, "without --keep")) std::erase(options.keep, *keep);
    if (const auto reserve = valueOf(option, "without --reserve")) std::erase(options.reserve, *reserve);
    if (option == "without --keep-inputs") options.keepInputs = false;
    if (option == "without --concurrent") options.concurrent = false;
    if (option == "without --time-limit") options.timeLimitSeconds.reset();
}

void movePin(std::vector<std::string>& pins, const std::string& pin, const std::string& region) {
    const auto found = std::find(pins.begin(), pins.end(), pin);
    if (found != pins.end()) *found = pin.substr(0, pin.rfind('=') + 1) + region;
}

}  // namespace

std::vector<Remedy> remediesOf(const Error& error) {
    const auto misfit = readMisfit(error.details);
    return misfit ? misfit->remedies : std::vector<Remedy>();
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
                                   [&](Deployment& d) { changeOption(d.plan, remedy.value); });
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
