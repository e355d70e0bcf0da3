#include "ui/graph/graph_view.h"

#include "base/index.h"
#include "ui/graph/find_bar.h"
#include "ui/graph/graph_canvas.h"
#include "ui/graph/graph_export.h"
#include "ui/graph/graph_legend.h"
#include "ui/graph/graph_message.h"
#include "ui/graph/graph_minimap.h"
#include "ui/graph/graph_words.h"
#include "ui/graph/working_strip.h"
#include "ui/text/numbers.h"
#include "ui/text/words.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

namespace pinfold::ui {
namespace {

const QString layoutLane = QStringLiteral("layout");
const QString exportLane = QStringLiteral("graph export");

}  // namespace

GraphView::GraphView(Session& session, Actions& actions, const Prompts& prompts, QWidget* parent)
    : QWidget(parent), session_(session), prompts_(prompts) {
    setObjectName(QStringLiteral("graphView"));
    setAccessibleName(tr("Graph"));
    setWindowTitle(tr("Graph"));
    setContextMenuPolicy(Qt::ActionsContextMenu);
    pages_ = new QStackedWidget(this);
    message_ = new GraphMessage(pages_);
    canvas_ = new GraphCanvas(session.selection(), pages_);
    pages_->addWidget(message_);
    pages_->addWidget(canvas_);
    setFocusPolicy(Qt::StrongFocus);
    setFocusProxy(canvas_);
    findBar_ = new FindBar(this);
    findBar_->hide();
    makeLookActions(actions);
    makeWalkActions(actions);
    makeBlockActions(actions);
    makeOverlays();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeToolBar());
    layout->addWidget(findBar_);
    layout->addWidget(new WorkingStrip(session.jobs(), layoutLane, tr("Arranging the graph"), this));
    layout->addWidget(new WorkingStrip(session.jobs(), exportLane, tr("Exporting the graph"), this));
    layout->addWidget(pages_, 1);

    connect(canvas_, &GraphCanvas::headerClicked, this, &GraphView::foldBlock);
    connect(findBar_, &FindBar::textChanged, this, &GraphView::find);
    connect(findBar_, &FindBar::stepped, this, &GraphView::stepFound);
    connect(findBar_, &FindBar::closed, this, [this] {
        findBar_->hide();
        find({});
        canvas_->setFocus();
    });
    connect(&session_, &Session::modelsChanged, this, &GraphView::showModels);
    connect(&session_, &Session::reportsChanged, this, &GraphView::takeReports);
    connect(&session_.selection(), &Selection::selectedChanged, this, [this] {
        showFound();
        updateActions();
    });
    showModels();
}

GraphView::~GraphView() = default;

// What is on the way when models come, change or go. A plan changes nothing here.
void GraphView::showModels() {
    const auto models = session_.models();
    if (models && models == models_) return;
    session_.jobs().drop(layoutLane);
    canvas_->setEnabled(false);  // the old picture may stay until the new one is there, but it is of other models
    models_ = models;
    if (models) {
        showMessage(tr("Arranging the graph…"), {}, false);
        return arrange({});
    }
    if (session_.modelStage() == Stage::working) return showMessage(tr("Reading the archive…"), {}, false);
    canvas_->setPicture(nullptr);
    finder_.clear();
    facts_.clear();
    if (session_.modelStage() == Stage::failed) {
        const QString why = errorText(*session_.modelError());
        return showMessage(tr("The archive cannot be shown"), why, false);
    }
    showMessage(tr("No model is open"), tr("Open an archive of a compiled model to see its operators."), false);
}

void GraphView::showMessage(const QString& title, const QString& text, bool canArrange) {
    message_->say(title, text, canArrange ? actions_.at(QStringLiteral("graph.arrange")) : nullptr);
    pages_->setCurrentWidget(canvas_->picture() ? static_cast<QWidget*>(canvas_) : message_);
    updateActions();
}

void GraphView::arrange(BlockSet folded, const Item& anchor) {
    if (!models_) return;
    folded_ = std::move(folded);
    using Picture = std::shared_ptr<const GraphPicture>;
    PictureRequest request{models_, nodeMetrics(graphStyle()), folded_};
    session_.jobs().start<Picture>(
        layoutLane,
        [request = std::move(request)](const CancelToken& cancel, const ProgressSink& progress) -> Outcome<Picture> {
            PINFOLD_TRY_OUTCOME(GraphPicture picture, makePicture(request, cancel, progress));
            return Picture(std::make_shared<const GraphPicture>(std::move(picture)));
        },
        [this, anchor](Outcome<Picture> outcome) { setPicture(std::move(outcome), anchor); });
}

void GraphView::setPicture(Outcome<std::shared_ptr<const GraphPicture>> outcome, const Item& anchor) {
    const bool had = canvas_->picture() && canvas_->picture()->models == models_;
    if (!outcome.ok() || isCancelled(*outcome)) {
        if (had) {  // it stays
            folded_ = canvas_->picture()->folded;
            return;
        }
        canvas_->setPicture(nullptr);
        if (outcome.ok()) {
            return showMessage(tr("The graph was not arranged"), tr("You cancelled it."), true);
        }
        return showMessage(tr("The graph cannot be shown"), errorText(outcome.error()), true);
    }
    canvas_->setPicture(std::get<0>(*std::move(outcome)), anchor);
    canvas_->setEnabled(true);
    pages_->setCurrentWidget(canvas_);
    if (had) {
        recolour();
    } else {
        takeReports();
    }
    updateActions();
}

// What is measured, coloured and searched follows models and reports.
void GraphView::takeReports() {
    if (!models_) return;
    facts_ = operatorFacts(*models_, session_.reports().get());
    finder_.setModels(*models_, facts_);
    fillModes();
    setColourMode(scale_.mode);
    if (!findBar_->isHidden()) find(findBar_->text());
}

void GraphView::fillModes() {
    const QSignalBlocker blocker(modes_);
    auto* items = qobject_cast<QStandardItemModel*>(modes_->model());
    for (const ColourMode mode : colourModes) {
        const ColourScale scale = colourScale(mode, *models_, facts_, session_.reports().get());
        QStandardItem* item = items->item(static_cast<int>(mode));
        item->setEnabled(scale.unavailable.isEmpty());
        item->setToolTip(scale.unavailable.isEmpty() ? helpOf(mode) : scale.unavailable);
    }
}

void GraphView::setColourMode(ColourMode mode) {
    if (!models_) return;
    ColourScale scale = colourScale(mode, *models_, facts_, session_.reports().get());
    if (!scale.unavailable.isEmpty()) scale = colourScale(ColourMode::kind, *models_, facts_, nullptr);
    scale_ = scale;
    modes_->setCurrentIndex(static_cast<int>(scale.mode));
    modes_->setToolTip(helpOf(scale.mode));
    recolour();
}

void GraphView::recolour() {
    const auto& picture = canvas_->picture();
    if (!picture || picture->models != models_) return;
    std::vector<QColor> fills = fillsOf(*picture, facts_, scale_, theme());
    if (finder_.searching()) {
        std::vector<bool> found(fills.size(), false);
        for (const Item& item : finder_.found()) {
            if (const int node = picture->outlinedFor(item); node >= 0) found[at(node)] = true;
        }
        for (std::size_t node = 0; node < fills.size(); ++node) {
            if (!found[node]) fills[node] = QColor();
        }
    }
    std::vector<int> differing;
    for (int model = 0; at(model) < models_->size(); ++model) {
        const int op = firstDiffering(session_.reports().get(), (*models_)[at(model)]);
        if (op >= 0) differing.push_back(picture->nodeOfOperator[at(model)][at(op)]);
    }
    minimap_->setPicture(picture->layout, fills);
    canvas_->setColours(std::move(fills), std::move(differing));
    legend_->setScale(scale_, kindsIn(facts_));
    placeOverlays();
}

void GraphView::foldBlock(const BlockId& block) {
    const auto& picture = canvas_->picture();
    if (!picture || picture->models != models_) return;
    BlockSet folded = folded_;
    if (folded.erase(block) == 0) folded.insert(block);
    const int first = picture->blocks[at(block.model)][at(block.block)].first;
    arrange(std::move(folded), Item::op(block.model, first));
}

// The block that the selected operator is in.
void GraphView::foldSelected() {
    const auto& picture = canvas_->picture();
    const Item selected = session_.selection().selected();
    if (!picture || picture->models != models_ || selected.kind != Item::Kind::op) return;
    const auto& blocks = picture->blocks[at(selected.model)];
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const bool inside = selected.index >= blocks[i].first && selected.index < blocks[i].first + blocks[i].length;
        if (inside) return foldBlock({selected.model, static_cast<int>(i)});
    }
}

void GraphView::find(const QString& text) {
    const Result<void> understood = finder_.find(text);
    recolour();
    if (!understood.ok()) return findBar_->showError(errorText(understood.error()));
    showFound();
}

void GraphView::stepFound(bool forwards) {
    const Item next = finder_.next(session_.selection().selected(), forwards);
    if (next) session_.selection().select(next);
}

void GraphView::showFound() {
    if (!finder_.searching()) {
        if (findBar_->text().trimmed().isEmpty()) findBar_->showCount(-1, 0, false);
        return;
    }
    findBar_->showCount(finder_.placeOf(session_.selection().selected()), static_cast<int>(finder_.found().size()),
                        true);
}

void GraphView::exportPicture() {
    const auto picture = canvas_->picture();
    if (!picture || picture->models != models_) return;
    const QString suggestion = QString::fromStdString(models_->front().name) + QStringLiteral(".svg");
    const QString path = prompts_.exportFile(this, tr("Export graph"), suggestion,
                                             tr("SVG drawing (*.svg);;PNG image (*.png);;PDF document (*.pdf)"));
    if (path.isEmpty()) return;
    const GraphFormat format = graphFormatOf(path).value_or(GraphFormat::svg);
    const double zoom = exportZoom(format, picture->layout.bounds);
    using Path = std::filesystem::path;
    GraphLook look;
    look.fills = canvas_->look().fills;
    look.differing = canvas_->look().differing;
    session_.jobs().start<Path>(
        exportLane,
        [picture, style = graphStyle(), look, format, path = Path(path.toStdString())](const CancelToken& cancel,
                                                                                       const ProgressSink& progress) {
            report(progress, {"export", path.filename().string()});
            return exportGraph(picture, style, look, format, path, cancel);
        },
        [this, path, zoom](const Outcome<Path>& outcome) {
            if (!outcome.ok()) {
                return prompts_.showError(this, tr("Export graph"), errorText(outcome.error()));
            }
            if (isCancelled(*outcome)) return;
            const QString name = QFileInfo(path).fileName();
            emit told(zoom < 1 ? tr("Exported %1, at %2 of its size: larger ones cannot be shown by other programs.")
                                     .arg(name, percentText(zoom))
                               : tr("Exported %1.").arg(name));
        });
}

bool GraphView::eventFilter(QObject* watched, QEvent* event) {
    if (watched == canvas_ && event->type() == QEvent::Resize) placeOverlays();
    return QWidget::eventFilter(watched, event);
}

void GraphView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && canvas_ && models_) recolour();
}

}  // namespace pinfold::ui
