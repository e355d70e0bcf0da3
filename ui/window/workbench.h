// What is there once a model is open: the graph in the middle, all other views in docks around it.
#pragma once

#include "ui/widgets/prompts.h"

#include <QKeySequence>
#include <QMainWindow>

#include <vector>

class QDockWidget;

namespace pinfold::ui {

class Actions;
class Session;

class Workbench : public QMainWindow {
    Q_OBJECT

public:
    Workbench(Session& session, Actions& actions, const Prompts& prompts, QWidget* parent = nullptr);

    // Brings a dock to the front and the keyboard to it, by its view's object name ("memoryView").
    void showDock(const QString& name);
    // As at the first start.
    void resetLayout();
    // Among the program's settings, from where it is taken when the window is first shown.
    void saveLayout() const;

signals:
    // Something went well that cannot be seen; for the status bar.
    void told(const QString& sentence);

protected:
    void childEvent(QChildEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct DockSpec {
        QString name;  // object name of the view
        QString title;
        QString icon;
        QKeySequence shortcut;
        QString tip;
        Qt::DockWidgetArea area = Qt::BottomDockWidgetArea;
    };
    void setFirstSizes();
    // Brings it to the front; the keyboard stays where it is. Null if there is none of that name.
    QDockWidget* raiseDock(const QString& name);
    void addDock(Actions& actions, const DockSpec& spec, QWidget* view);

    bool laidOut_ = false;
    std::vector<QDockWidget*> docks_;
    std::vector<Qt::DockWidgetArea> areas_;  // of each dock, at the first start
};

}  // namespace pinfold::ui
