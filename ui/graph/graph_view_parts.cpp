// What a graph view is made of: its actions, its toolbar, what lies over the drawing.
#include "ui/graph/find_bar.h"
#include "ui/graph/graph_canvas.h"
#include "ui/graph/graph_legend.h"
#include "ui/graph/graph_minimap.h"
#include "ui/graph/graph_view.h"
#include "ui/graph/graph_words.h"
#include "ui/style/theme.h"
#include "ui/widgets/actions.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr double zoomStep = 1.25;

}  // namespace

void GraphView::add(Actions& actions, const char* name, const QString& text, const char* iconName,
                    const QKeySequence& shortcut, const QString& tip, const std::function<void()>& run) {
    const QString id = QString::fromLatin1(name);
    actions_[id] = actions.add({id, text, QString::fromLatin1(iconName), shortcut, tip, Menu::view, this}, run);
}

void GraphView::makeLookActions(Actions& actions) {
    add(actions, "graph.fit", tr("&Fit Graph"), "zoom-fit-best", Qt::Key_F, tr("Show the whole graph"),
        [this] { canvas_->fit(); });
    add(actions, "graph.actualSize", tr("&Actual Size"), "zoom-original", Qt::Key_1, tr("Show the graph at 1:1"),
        [this] { canvas_->actualSize(); });
    add(actions, "graph.zoomIn", tr("Zoom &In"), "zoom-in", Qt::Key_Plus, tr("Show the graph larger"),
        [this] { canvas_->zoomBy(zoomStep); });
    add(actions, "graph.zoomOut", tr("Zoom &Out"), "zoom-out", Qt::Key_Minus, tr("Show the graph smaller"),
        [this] { canvas_->zoomBy(1 / zoomStep); });
    add(actions, "graph.arrange", tr("Arran&ge Graph"), "distribute-graph-directed", Qt::CTRL | Qt::Key_G,
        tr("Arrange the graph after that was cancelled or failed"), [this] { arrange({}); });
    const QString exporting = QStringLiteral("graph.export");
    actions_[exporting] =
        actions.add({exporting, tr("&Export Graph…"), QStringLiteral("document-export"),
                     Qt::CTRL | Qt::SHIFT | Qt::Key_E, tr("Save the graph as SVG, PNG or PDF"), Menu::file, this},
                    [this] { exportPicture(); });
}

void GraphView::makeWalkActions(Actions& actions) {
    add(actions, "graph.find", tr("Fi&nd in Graph"), "edit-find", QKeySequence::Find,
        tr("Find operators by name, kind, type, or by numbers such as bytes>4096"), [this] {
            findBar_->begin();
            find(findBar_->text());
        });
    add(actions, "graph.findNext", tr("Find Ne&xt"), "go-down-search", Qt::Key_F3,
        tr("Select the next of what was found"), [this] { stepFound(true); });
    add(actions, "graph.findPrevious", tr("Find Pre&vious"), "go-up-search", Qt::SHIFT | Qt::Key_F3,
        tr("Select the one before of what was found"), [this] { stepFound(false); });
    add(actions, "graph.producer", tr("Go to &Producer"), "go-up", Qt::ALT | Qt::Key_Up,
        tr("Select the operator whose output the selected one reads"), [this] { canvas_->step(GraphStep::producer); });
    add(actions, "graph.consumer", tr("Go to &Consumer"), "go-down", Qt::ALT | Qt::Key_Down,
        tr("Select an operator that reads the selected one's output"), [this] { canvas_->step(GraphStep::consumer); });
    add(actions, "graph.centre", tr("Cent&re Selected"), "zoom-fit-selection", Qt::Key_C,
        tr("Bring the selected operator into the middle"), [this] { canvas_->centreSelected(); });
}

void GraphView::makeBlockActions(Actions& actions) {
    add(actions, "graph.foldBlock", tr("Fold or Unfold &Block"), "collapse", Qt::Key_B,
        tr("Show the repeated block of the selected operator as one node, or as its operators again"),
        [this] { foldSelected(); });
    add(actions, "graph.foldAll", tr("Fo&ld Repeated Blocks"), "collapse-all", Qt::SHIFT | Qt::Key_B,
        tr("Show every repeated block as one node"), [this] { arrange(canvas_->picture()->allBlocks()); });
    add(actions, "graph.unfoldAll", tr("&Unfold Repeated Blocks"), "expand-all", Qt::CTRL | Qt::SHIFT | Qt::Key_B,
        tr("Show the operators of every repeated block"), [this] { arrange({}); });
}

QWidget* GraphView::makeToolBar() {
    auto* bar = new QWidget(this);
    bar->setObjectName(QStringLiteral("graphToolBar"));
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(grid, grid / 2, grid, grid / 2);
    layout->setSpacing(grid / 4);
    const auto button = [&](const char* name) {
        auto* made = new QToolButton(bar);
        made->setDefaultAction(actions_.at(QString::fromLatin1(name)));
        made->setObjectName(QString::fromLatin1(name) + QStringLiteral("Button"));
        made->setAccessibleName(made->defaultAction()->statusTip());
        made->setAutoRaise(true);
        layout->addWidget(made);
    };
    for (const char* name : {"graph.fit", "graph.actualSize", "graph.zoomOut", "graph.zoomIn"}) button(name);
    layout->addSpacing(grid);
    for (const char* name : {"graph.foldAll", "graph.unfoldAll"}) button(name);
    layout->addSpacing(grid);
    for (const char* name : {"graph.find", "graph.export"}) button(name);
    layout->addStretch(1);
    auto* label = new QLabel(tr("Co&lour by"), bar);
    modes_ = new QComboBox(bar);
    modes_->setObjectName(QStringLiteral("graphColours"));
    modes_->setAccessibleName(tr("Colour by"));
    modes_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const ColourMode mode : colourModes) modes_->addItem(labelOf(mode));
    label->setBuddy(modes_);
    layout->addWidget(label);
    layout->addWidget(modes_);
    connect(modes_, &QComboBox::activated, this, [this](int index) { setColourMode(static_cast<ColourMode>(index)); });
    return bar;
}

void GraphView::makeOverlays() {
    legend_ = new GraphLegend(canvas_);
    minimap_ = new GraphMinimap(canvas_);
    canvas_->installEventFilter(this);
    canvas_->setTooltips([this](const GraphHit& hit) {
        if (!canvas_->isEnabled()) return QString();
        const auto& differing = canvas_->look().differing;
        const bool first = hit.node >= 0 && std::find(differing.begin(), differing.end(), hit.node) != differing.end();
        return tooltipOf(*canvas_->picture(), facts_, hit, first);
    });
    connect(canvas_, &GraphCanvas::looked, this, &GraphView::placeOverlays);
    connect(minimap_, &GraphMinimap::pointed, canvas_, &GraphCanvas::centreOn);
}

// In the corners, while there is room for them beside the drawing.
void GraphView::placeOverlays() {
    const QSize room = canvas_->size() - QSize(2 * grid, 2 * grid);
    const bool picture = canvas_->picture() != nullptr;
    minimap_->setSeen(canvas_->camera().seen(canvas_->size()));
    const auto fits = [&](const QWidget& overlay) {
        return 2 * overlay.width() < room.width() && 2 * overlay.height() < room.height();
    };
    legend_->move(grid, canvas_->height() - legend_->height() - grid);
    legend_->setVisible(picture && fits(*legend_));
    minimap_->move(canvas_->width() - minimap_->width() - grid, canvas_->height() - minimap_->height() - grid);
    minimap_->setVisible(picture && minimap_->useful() && fits(*minimap_));
}

void GraphView::updateActions() {
    const auto& picture = canvas_->picture();
    const bool shown = picture && picture->models == models_;
    const bool selected = shown && picture->nodeOf(session_.selection().selected()) >= 0;
    for (const auto& [name, action] : actions_) action->setEnabled(shown);
    actions_.at(QStringLiteral("graph.arrange"))->setEnabled(models_ != nullptr && !shown);
    for (const char* name : {"graph.centre", "graph.producer", "graph.consumer"}) {
        actions_.at(QString::fromLatin1(name))->setEnabled(selected);
    }
    modes_->setEnabled(shown);
    const BlockSet all = shown ? picture->allBlocks() : BlockSet();
    actions_.at(QStringLiteral("graph.foldBlock"))->setEnabled(!all.empty());
    actions_.at(QStringLiteral("graph.foldAll"))->setEnabled(shown && picture->folded.size() < all.size());
    actions_.at(QStringLiteral("graph.unfoldAll"))->setEnabled(shown && !picture->folded.empty());
}

}  // namespace pinfold::ui
