#include "ui/window/workbench.h"

#include "ui/deploy/deploy_panel.h"
#include "ui/graph/graph_view.h"
#include "ui/inspector/inspector.h"
#include "ui/memory/memory_view.h"
#include "ui/plan/plan_panel.h"
#include "ui/session/session.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/tables/table_view.h"
#include "ui/validation/validation_view.h"
#include "ui/widgets/actions.h"

#include <QApplication>
#include <QChildEvent>
#include <QDockWidget>
#include <QSettings>
#include <QTabBar>

#include <utility>

namespace pinfold::ui {
namespace {

const QString layoutKey = QStringLiteral("window/docks");
constexpr int layoutVersion = 1;  // another one if docks come or go
constexpr int sideWidth = 47 * grid;
constexpr int bottomHeight = 50 * grid;

QKeySequence number(Qt::Key key) { return {Qt::ALT | key}; }

}  // namespace

Workbench::Workbench(Session& session, Actions& actions, const Prompts& prompts, QWidget* parent)
    : QMainWindow(parent) {
    setWindowFlags(Qt::Widget);  // which the constructor would not take
    setObjectName(QStringLiteral("workbench"));
    setDockNestingEnabled(true);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);

    auto* graph = new GraphView(session, actions, prompts, this);
    connect(graph, &GraphView::told, this, &Workbench::told);
    setCentralWidget(graph);

    actions.add({QStringLiteral("view.graph"), tr("&Graph"), QStringLiteral("distribute-graph-directed"),
                 number(Qt::Key_0), tr("Bring the keyboard to the graph of operators"), Menu::view},
                [graph] { graph->setFocus(Qt::ShortcutFocusReason); });
    addDock(actions,
            {QStringLiteral("memoryView"), tr("&Memory"), QStringLiteral("view-calendar-timeline"), number(Qt::Key_1),
             tr("Where every buffer lives, and when"), Qt::BottomDockWidgetArea},
            new MemoryView(session, actions, prompts, this));
    addDock(actions,
            {QStringLiteral("operatorTable"), tr("&Operators"), QStringLiteral("view-list-details"), number(Qt::Key_2),
             tr("All operators, in the order they run in"), Qt::BottomDockWidgetArea},
            makeOperatorView(session, actions, this));
    addDock(actions,
            {QStringLiteral("tensorTable"), tr("&Tensors"), QStringLiteral("view-list-text"), number(Qt::Key_3),
             tr("Everything that has bytes, and its place"), Qt::BottomDockWidgetArea},
            makeTensorView(session, actions, this));
    auto* validation = new ValidationView(session, actions, prompts, this);
    connect(validation, &ValidationView::reportWritten, this,
            [this](const QString& path) { emit told(tr("Written: %1").arg(path)); });
    addDock(actions,
            {QStringLiteral("validationView"), tr("&Validation"), QStringLiteral("office-chart-scatter"),
             number(Qt::Key_4), tr("What the board answered, beside the reference"), Qt::BottomDockWidgetArea},
            validation);
    addDock(actions,
            {QStringLiteral("inspector"), tr("&Inspector"), QStringLiteral("documentinfo"), number(Qt::Key_5),
             tr("All about what is selected, and the C of its kernel"), Qt::RightDockWidgetArea},
            new Inspector(session, actions, this));
    addDock(actions,
            {QStringLiteral("planPanel"), tr("&Plan"), QStringLiteral("view-task"), number(Qt::Key_6),
             tr("What the plan needs, its pins and options"), Qt::RightDockWidgetArea},
            new PlanPanel(session, actions, this));
    auto* deploy = new DeployPanel(session, actions, prompts, this);
    connect(deploy, &DeployPanel::validated, this, [this] { showDock(QStringLiteral("validationView")); });
    connect(deploy, &DeployPanel::wantsToBeSeen, this, [this] { raiseDock(QStringLiteral("deployPanel")); });
    connect(deploy, &DeployPanel::told, this, &Workbench::told);
    addDock(actions,
            {QStringLiteral("deployPanel"), tr("&Deploy"), QStringLiteral("run-build"), number(Qt::Key_7),
             tr("From the plan to a board that was checked"), Qt::RightDockWidgetArea},
            deploy);
    resetLayout();
}

// Qt makes the tabs of docks as it needs them.
void Workbench::childEvent(QChildEvent* event) {
    QMainWindow::childEvent(event);
    auto* tabs = event->polished() ? qobject_cast<QTabBar*>(event->child()) : nullptr;
    if (!tabs) return;
    tabs->setObjectName(QStringLiteral("dockTabs"));
    tabs->setAccessibleName(tr("Panels"));
}

void Workbench::addDock(Actions& actions, const DockSpec& spec, QWidget* view) {
    const QString title = QString(spec.title).remove(QLatin1Char('&'));
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(spec.name + QStringLiteral("Dock"));
    dock->setWidget(view);
    docks_.push_back(dock);
    areas_.push_back(spec.area);
    QAction* action =
        actions.add({QStringLiteral("view.") + spec.name, spec.title, spec.icon, spec.shortcut, spec.tip, Menu::view},
                    [this, dock, name = spec.name] {
                        if (dock->isAncestorOf(QApplication::focusWidget())) return dock->hide();
                        showDock(name);
                    });
    action->setCheckable(true);
    connect(dock->toggleViewAction(), &QAction::toggled, action, &QAction::setChecked);
    // A click on the action turned its mark over, whatever became of the dock.
    connect(action, &QAction::triggered, this, [action, dock] { action->setChecked(!dock->isHidden()); });
}

QDockWidget* Workbench::raiseDock(const QString& name) {
    auto* dock = findChild<QDockWidget*>(name + QStringLiteral("Dock"));
    if (!dock) return nullptr;
    dock->show();
    dock->raise();
    return dock;
}

void Workbench::showDock(const QString& name) {
    QDockWidget* dock = raiseDock(name);
    if (!dock) return;
    QWidget* view = dock->widget();
    QWidget* first = view->focusProxy() ? view->focusProxy() : view;
    if (first->focusPolicy() != Qt::NoFocus && first->isVisibleTo(view)) return first->setFocus();
    // The first thing in it that takes the keyboard.
    for (QWidget* next = view->nextInFocusChain(); next != view; next = next->nextInFocusChain()) {
        if (view->isAncestorOf(next) && next->focusPolicy() != Qt::NoFocus && next->isVisibleTo(view)) {
            return next->setFocus();
        }
    }
}

void Workbench::resetLayout() {
    QDockWidget* first[2] = {nullptr, nullptr};
    for (std::size_t i = 0; i < docks_.size(); ++i) {
        QDockWidget* dock = docks_[i];
        dock->setFloating(false);
        dock->show();
        addDockWidget(areas_[i], dock);
        QDockWidget*& leader = first[areas_[i] == Qt::BottomDockWidgetArea ? 0 : 1];
        if (leader) {
            tabifyDockWidget(leader, dock);
        } else {
            leader = dock;
        }
    }
    for (QDockWidget* dock : first) {
        if (dock) dock->raise();
    }
    setFirstSizes();
}

void Workbench::setFirstSizes() {
    for (std::size_t i = 0; i < docks_.size(); ++i) {
        const bool below = areas_[i] == Qt::BottomDockWidgetArea;
        resizeDocks({docks_[i]}, {below ? bottomHeight : sideWidth}, below ? Qt::Vertical : Qt::Horizontal);
    }
}

// Docks take sizes once there is a window to divide: before, they would be cut down to what it has at first.
void Workbench::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    if (std::exchange(laidOut_, true)) return;
    if (!restoreState(QSettings().value(layoutKey).toByteArray(), layoutVersion)) setFirstSizes();
}

void Workbench::saveLayout() const {
    if (laidOut_) QSettings().setValue(layoutKey, saveState(layoutVersion));
}

}  // namespace pinfold::ui
