// From the model to a validated board: what is deployed with what, one button, and what came of each stage.
#pragma once

#include "ui/deploy/deploy_run.h"
#include "ui/deploy/reference_run.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/prompts.h"

#include <QWidget>

class QLabel;
class QListView;
class QPushButton;
class QTableView;
class QVBoxLayout;

namespace pinfold::ui {

class DeployForm;
class FirmwareTable;
class StageDetail;
class StageModel;

class DeployPanel : public QWidget {
    Q_OBJECT

public:
    DeployPanel(Session& session, Actions& actions, const Prompts& prompts, QWidget* parent = nullptr);

    [[nodiscard]] DeployRun& run() { return run_; }
    [[nodiscard]] ReferenceRun& reference() { return reference_; }

signals:
    // Session::reports() are of the validation that has just ended.
    void validated();
    // A run has begun, or something has failed.
    void wantsToBeSeen();
    // What came of a run, in a sentence.
    void told(const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void addActions(Actions& actions);
    void addHead(QVBoxLayout& layout);
    void addStages(QVBoxLayout& layout);
    void addFirmware(QVBoxLayout& layout);
    void makeReference();
    void updateActions();
    void updateHead();
    void updateFirmware();
    void fitStages();
    void follow(const StageRecord& record);
    void select(int row);
    void paintButton();

    Session& session_;
    const Prompts& prompts_;
    DeployRun run_;
    ReferenceRun reference_;
    QAction* deploy_;
    std::vector<std::pair<DeployStage, QAction*>> single_;  // each runs one stage
    QAction* cancel_;
    QAction* makeReference_;
    QPushButton* button_;
    QLabel* note_;
    StageModel* stages_;
    QListView* list_;
    StageDetail* detail_;
    QLabel* firmwareTitle_;
    FirmwareTable* firmware_;
    QTableView* firmwareView_;
};

}  // namespace pinfold::ui
