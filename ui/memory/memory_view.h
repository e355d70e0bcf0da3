// The memory timeline: where every buffer of the plan lives, when, and why the peak is what it is. Boxes can be dragged
// to another region or address, which pins them.
#pragma once

#include "ui/memory/timeline_plot.h"
#include "ui/session/session.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/prompts.h"

#include <QWidget>

#include <memory>

class QFrame;
class QLabel;
class QPlainTextEdit;
class QScrollArea;
class QStackedWidget;

namespace pinfold::ui {

class PinActions;

class MemoryView : public QWidget {
    Q_OBJECT

public:
    // `prompts` must outlive the view.
    MemoryView(Session& session, Actions& actions, const Prompts& prompts, QWidget* parent = nullptr);
    ~MemoryView() override;

    [[nodiscard]] TimelinePlot& plot() { return *plot_; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void makeWidgets();
    [[nodiscard]] QWidget* makeMessagePage();
    [[nodiscard]] QWidget* makeBanner();
    void makeViewActions(Actions& actions);
    void rebuild();
    void showModel(std::shared_ptr<const TimelineModel> model);
    void updateStage();
    void showMessage(const QString& title, const QString& text);
    void updateWords();
    void updateColours();
    void updateActions();
    void select(const Item& item);
    void openMenu(const QPoint& position);
    void exportPicture();
    void save(const QString& path, const QByteArray& bytes);

    Session& session_;
    const Prompts& prompts_;
    QStackedWidget* pages_ = nullptr;
    QLabel* messageTitle_ = nullptr;
    QPlainTextEdit* messageText_ = nullptr;
    QFrame* banner_ = nullptr;
    QLabel* bannerSign_ = nullptr;
    QLabel* bannerText_ = nullptr;
    QLabel* peak_ = nullptr;
    QLabel* planning_ = nullptr;
    QLabel* legend_ = nullptr;
    QScrollArea* scroll_ = nullptr;
    TimelinePlot* plot_ = nullptr;
    std::unique_ptr<PinActions> pins_;
    std::vector<QAction*> needsPlan_;
};

}  // namespace pinfold::ui
