// What can be done by hand about the place of the buffer that is selected in the timeline: as actions, and by a drop.
#pragma once

#include "ui/memory/timeline_plot.h"
#include "ui/session/session.h"
#include "ui/widgets/actions.h"

#include <QList>

#include <functional>
#include <string>

namespace pinfold::ui {

class PinActions {
public:
    // Adds memory.pinTo, memory.pinHere, memory.keepOut and memory.unpin, with keys that work inside of `view`. All
    // that is passed must outlive this.
    PinActions(Session& session, const TimelinePlot& plot, Actions& actions, QWidget& view);

    // For menus, in their order.
    [[nodiscard]] QList<QAction*> all() const { return {pinTo_, pinHere_, keepOut_, unpin_}; }
    // Enables those that can be done with the selected buffer.
    void update();
    // Pins the box where it was dropped.
    void drop(const BoxPlace& box, const DropTarget& target);

private:
    QAction* addRegionMenu(Actions& actions, const ActionSpec& spec,
                           const std::function<void(const std::string& region)>& choose);
    void pinTo(const std::string& region);
    void pinHere();
    void keepOut(const std::string& region);
    void unpinSelected();

    Session& session_;
    const TimelinePlot& plot_;
    QWidget& view_;
    QAction* pinTo_ = nullptr;
    QAction* pinHere_ = nullptr;
    QAction* keepOut_ = nullptr;
    QAction* unpin_ = nullptr;
};

}  // namespace pinfold::ui
