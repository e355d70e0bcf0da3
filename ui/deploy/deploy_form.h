// What is deployed with what: the fields of the document that deploying needs. Each change can be undone.
#pragma once

#include "ui/session/session.h"
#include "ui/widgets/prompts.h"

#include <QWidget>

#include <functional>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace pinfold::ui {

class DeployRun;
class PathEdit;
class PortCombo;

class DeployForm : public QWidget {
    Q_OBJECT

public:
    DeployForm(Session& session, const DeployRun& run, const Prompts& prompts, QAction* makeReference,
               QWidget* parent = nullptr);

    // Takes a tensor file as the inputs, as when one is dropped on the panel.
    void setInputs(const std::filesystem::path& path);

private:
    using Field = std::filesystem::path& (*)(Deployment&);
    // A row of the grid: a label with a mnemonic, the field, and buttons after it.
    void addRow(const QString& label, QWidget* field, QWidget* button = nullptr);
    PathEdit* addPath(const QString& name, const QString& label, const QString& title, const QString& help,
                      Field field);
    void addBoardAndPort();
    void addTensorFiles(QAction* makeReference);
    void addTolerance();
    void addProject();
    void addWeights();
    void setPath(Field field, const QString& title, const std::filesystem::path& path);
    void browse(Field field, const QString& title);
    void showProject(bool shown);
    void showDocument();

    Session& session_;
    const DeployRun& run_;
    const Prompts& prompts_;
    QGridLayout* grid_;
    QLabel* board_;
    PortCombo* port_;
    PathEdit* inputs_;
    PathEdit* reference_;
    QLineEdit* tolerance_;
    QToolButton* more_;
    bool projectShown_ = false;
    QComboBox* weights_;
    PathEdit* quantization_;
    PathEdit* project_;
    std::vector<QWidget*> projectWidgets_;  // of the rows that `more_` folds
};

}  // namespace pinfold::ui
