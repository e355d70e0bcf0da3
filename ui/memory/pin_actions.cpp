#include "ui/memory/pin_actions.h"

#include "ui/session/pinning.h"
#include "ui/text/say.h"

#include <QMenu>

namespace pinfold::ui {

PinActions::PinActions(Session& session, const TimelinePlot& plot, Actions& actions, QWidget& view)
    : session_(session), plot_(plot), view_(view) {
    pinTo_ = addRegionMenu(actions,
                           {QStringLiteral("memory.pinTo"), say("Pin &to"), QStringLiteral("pin"), Qt::Key_T,
                            say("Keep the selected buffer in a region"), Menu::plan, &view},
                           [this](const std::string& region) { pinTo(region); });
    pinHere_ =
        actions.add({QStringLiteral("memory.pinHere"), say("Pin &Here"), QStringLiteral("object-locked"), Qt::Key_P,
                     say("Keep the selected buffer at the address where it is now"), Menu::plan, &view},
                    [this] { pinHere(); });
    keepOut_ = addRegionMenu(actions,
                             {QStringLiteral("memory.keepOut"), say("&Keep out of"), QStringLiteral("dialog-cancel"),
                              Qt::Key_O, say("Keep the selected buffer out of a region"), Menu::plan, &view},
                             [this](const std::string& region) { keepOut(region); });
    unpin_ = actions.add({QStringLiteral("memory.unpin"), say("&Unpin"), QStringLiteral("object-unlocked"), Qt::Key_U,
                          say("Let the planner place the selected buffer again"), Menu::plan, &view},
                         [this] { unpinSelected(); });
}

// A menu of the board's RAM regions, which is also opened by the action's key or from the command palette.
QAction* PinActions::addRegionMenu(Actions& actions, const ActionSpec& spec,
                                   const std::function<void(const std::string& region)>& choose) {
    auto* menu = new QMenu(&view_);
    menu->setObjectName(spec.name + QStringLiteral("Menu"));
    QAction* action = actions.adopt(menu->menuAction(), spec);
    QObject::connect(menu, &QMenu::aboutToShow, &view_, [this, menu, choose] {
        menu->clear();
        if (!session_.plan()) return;
        for (const Region& region : session_.plan()->board.regions) {
            if (region.kind != RegionKind::ram) continue;
            menu->addAction(QString::fromStdString(region.name), &view_,
                            [choose, name = region.name] { choose(name); });
        }
    });
    QObject::connect(action, &QAction::triggered, &view_,
                     [this, menu] { menu->popup(view_.mapToGlobal(view_.rect().center())); });
    return action;
}

void PinActions::update() {
    const TimelineModel* model = plot_.model().get();
    const Item& item = session_.selection().selected();
    const bool movable = model && session_.models() && !pinName(*session_.models(), item).empty();
    const auto& pins = session_.document().deployment().plan.pins;
    pinTo_->setEnabled(movable);
    keepOut_->setEnabled(movable);
    pinHere_->setEnabled(movable && model->find(item));
    unpin_->setEnabled(movable && !exactPinsOf(pins, *session_.models(), item).empty());
}

void PinActions::drop(const BoxPlace& box, const DropTarget& target) {
    const TimelineModel& model = *plot_.model();
    const Item item = model.itemOf(box);
    const TimelineBand& band = model.bands()[static_cast<std::size_t>(target.band)];
    if (target.toAddress) {
        pinToAddress(session_.document(), *session_.models(), item,
                     band.address + static_cast<std::uint64_t>(target.offset));
    } else {
        pinToRegion(session_.document(), *session_.models(), {&item, 1}, band.region);
    }
}

void PinActions::pinTo(const std::string& region) {
    const Item item = session_.selection().selected();
    pinToRegion(session_.document(), *session_.models(), {&item, 1}, region);
}

void PinActions::pinHere() {
    const TimelineModel& model = *plot_.model();
    const BoxPlace place = model.find(session_.selection().selected());
    if (!place) return;
    const TimelineBand& band = model.bands()[static_cast<std::size_t>(place.band)];
    pinToAddress(session_.document(), *session_.models(), model.itemOf(place),
                 band.address + static_cast<std::uint64_t>(model.box(place).offset));
}

void PinActions::keepOut(const std::string& region) {
    const Item item = session_.selection().selected();
    keepOutOf(session_.document(), *session_.models(), {&item, 1}, region);
}

void PinActions::unpinSelected() {
    const Item item = session_.selection().selected();
    unpin(session_.document(), *session_.models(), {&item, 1});
}

}  // namespace pinfold::ui
