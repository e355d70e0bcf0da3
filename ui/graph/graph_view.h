// The graph of the loaded models: toolbar, find bar, drawing, legend, overview, and what is shown instead while there
// is nothing to draw.
#pragma once

#include "ui/graph/graph_finder.h"
#include "ui/graph/graph_painter.h"
#include "ui/graph/graph_picture.h"
#include "ui/session/operator_facts.h"
#include "ui/widgets/prompts.h"

#include <QWidget>

#include <functional>
#include <map>
#include <memory>

class QAction;
class QComboBox;
class QKeySequence;
class QStackedWidget;

namespace pinfold::ui {

class Actions;
class FindBar;
class GraphCanvas;
class GraphLegend;
class GraphMessage;
class GraphMinimap;

class GraphView : public QWidget {
    Q_OBJECT

public:
    // Adds its actions ("graph.…"), all in the View menu, their shortcuts for the focus in this view.
    GraphView(Session& session, Actions& actions, const Prompts& prompts, QWidget* parent = nullptr);
    ~GraphView() override;

    [[nodiscard]] GraphCanvas& canvas() { return *canvas_; }
    [[nodiscard]] ColourMode colourMode() const { return scale_.mode; }
    // Nothing happens where there are no numbers for it.
    void setColourMode(ColourMode mode);

signals:
    void told(const QString& sentence);  // something went well that cannot be seen here; for the status bar

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void makeLookActions(Actions& actions);
    void makeWalkActions(Actions& actions);
    void makeBlockActions(Actions& actions);
    void add(Actions& actions, const char* name, const QString& text, const char* iconName,
             const QKeySequence& shortcut, const QString& tip, const std::function<void()>& run);
    QWidget* makeToolBar();
    void makeOverlays();
    void updateActions();

    void showModels();
    // Starts to make a picture in which these are folded.
    void arrange(BlockSet folded, const Item& anchor = {});
    void setPicture(Outcome<std::shared_ptr<const GraphPicture>> outcome, const Item& anchor);
    void showMessage(const QString& title, const QString& text, bool canArrange);
    void takeReports();
    void fillModes();
    void recolour();
    void placeOverlays();

    void foldBlock(const BlockId& block);
    void foldSelected();
    void find(const QString& text);
    void stepFound(bool forwards);
    void showFound();
    void exportPicture();

    Session& session_;
    Prompts prompts_;
    std::shared_ptr<const Models> models_;  // those of the picture that is there or being made
    BlockSet folded_;                       // in that picture
    FactTable facts_;
    ColourScale scale_;
    GraphFinder finder_;
    std::map<QString, QAction*> actions_;

    QComboBox* modes_ = nullptr;
    FindBar* findBar_ = nullptr;
    QStackedWidget* pages_ = nullptr;
    GraphMessage* message_ = nullptr;
    GraphCanvas* canvas_ = nullptr;
    GraphLegend* legend_ = nullptr;
    GraphMinimap* minimap_ = nullptr;
};

}  // namespace pinfold::ui
