// The selected item: its facts, where it may go, and for operators the kernel's source.
#pragma once

#include "ui/inspector/item_facts.h"
#include "ui/inspector/kernel_source.h"
#include "ui/session/session.h"
#include "ui/widgets/actions.h"

#include <QWidget>

#include <memory>

class QCheckBox;
class QLabel;
class QMenu;
class QSplitter;
class QTableView;
class QToolButton;

namespace pinfold::ui {

class ElidedLabel;
class FactsModel;
class SourceView;

class Inspector : public QWidget {
    Q_OBJECT

public:
    // Adds the actions selection.place, selection.unpin and inspector.wholeFile.
    Inspector(Session& session, Actions& actions, QWidget* parent = nullptr);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeActions(Actions& actions);
    QWidget* makeHead(Actions& actions);
    void makeFacts();
    void fitFacts();
    QWidget* makeSource();
    void learn();
    void showSelected();
    void showSource();
    void showNothing();
    void fillPlaces();

    Session& session_;
    std::shared_ptr<const ModelFacts> modelFacts_;  // of the newest models and plan; null while there are none
    ElidedLabel* title_;
    ElidedLabel* subtitle_;
    QToolButton* place_;
    QToolButton* unpin_;
    QMenu* places_;
    QAction* wholeFile_ = nullptr;  // checked: of the source, all is shown
    FactsModel* factsModel_;
    QTableView* facts_;
    QWidget* sourcePart_;
    ElidedLabel* sourceTitle_;
    QLabel* sourceNote_;
    QCheckBox* whole_;  // the action's
    SourceView* source_;
    QSplitter* parts_;
    QWidget* head_;
    QLabel* empty_;
};

}  // namespace pinfold::ui
