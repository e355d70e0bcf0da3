#include "ui/memory/memory_view.h"

#include "base/file.h"
#include "ui/memory/pin_actions.h"
#include "ui/memory/timeline_band.h"
#include "ui/memory/timeline_picture.h"
#include "ui/memory/timeline_words.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/text/words.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPointer>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace pinfold::ui {
namespace {

const QString timelineLane = QStringLiteral("timeline");
const QString exportLane = QStringLiteral("export timeline");
constexpr qsizetype maxPeaks = 4;  // lines

QLabel* selectableLabel(const QString& name, const QString& accessibleName, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setAccessibleName(accessibleName);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QString swatch(const QColor& colour, const QString& sign, const QString& meaning) {
    return QStringLiteral("<span style='color:%1'>%2</span>&nbsp;%3")
        .arg(colour.name(), sign, meaning.toHtmlEscaped().replace(u' ', QChar(QChar::Nbsp)));
}

}  // namespace

MemoryView::MemoryView(Session& session, Actions& actions, const Prompts& prompts, QWidget* parent)
    : QWidget(parent), session_(session), prompts_(prompts) {
    setObjectName(QStringLiteral("memoryView"));
    setAccessibleName(tr("Memory timeline"));
    setWindowTitle(tr("Memory"));
    makeWidgets();
    makeViewActions(actions);
    pins_ = std::make_unique<PinActions>(session_, *plot_, actions, *this);

    Selection& selection = session_.selection();
    connect(plot_, &TimelinePlot::hovered, &selection, &Selection::hover);
    connect(plot_, &TimelinePlot::clicked, &selection, &Selection::select);
    connect(plot_, &TimelinePlot::dragged, this, [this](const QPoint& position) {
        scroll_->ensureVisible(scroll_->width() / 2, position.y(), 0, 3 * grid);
    });
    connect(plot_, &TimelinePlot::dropped, this,
            [this](const BoxPlace& box, const DropTarget& target) { pins_->drop(box, target); });
    connect(plot_, &TimelinePlot::menuRequested, this, &MemoryView::openMenu);
    connect(&selection, &Selection::hoveredChanged, plot_, &TimelinePlot::setHovered);
    connect(&selection, &Selection::selectedChanged, this, &MemoryView::select);
    connect(&session_, &Session::planChanged, this, &MemoryView::rebuild);
    connect(&session_, &Session::planStageChanged, this, &MemoryView::updateStage);
    connect(&session_, &Session::modelsChanged, this, &MemoryView::updateStage);
    connect(&session_.document(), &Document::changed, this, &MemoryView::updateActions);
    updateColours();
    rebuild();
}

MemoryView::~MemoryView() = default;

void MemoryView::makeWidgets() {
    plot_ = new TimelinePlot;
    scroll_ = new QScrollArea(this);
    scroll_->setObjectName(QStringLiteral("memoryScroll"));
    scroll_->setAccessibleName(tr("Memory timeline"));
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFocusProxy(plot_);
    scroll_->setWidget(plot_);
    setFocusProxy(plot_);

    peak_ = selectableLabel(QStringLiteral("memoryPeak"), tr("The peak in words"), this);
    peak_->setToolTip(
        tr("The bytes that a pool needs, and which buffers are alive when it is fullest. Sizes are rounded up to the "
           "plan's alignment."));
    planning_ = new QLabel(tr("planning…"), this);
    planning_->setObjectName(QStringLiteral("memoryPlanning"));
    planning_->setFont(captionFont());
    planning_->setForegroundRole(QPalette::PlaceholderText);
    planning_->setToolTip(tr("A new plan is being made; this is the one before."));
    legend_ = new QLabel(this);
    legend_->setObjectName(QStringLiteral("memoryLegend"));
    legend_->setAccessibleName(tr("Legend"));
    legend_->setFont(captionFont());
    legend_->setWordWrap(true);

    auto* words = new QHBoxLayout;
    words->addWidget(peak_, 1);
    words->addWidget(planning_, 0, Qt::AlignTop);
    auto* above = new QVBoxLayout;
    above->setContentsMargins(grid, grid, grid, 0);
    above->setSpacing(grid / 2);
    above->addWidget(makeBanner());
    above->addLayout(words);
    above->addWidget(legend_);
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addLayout(above);
    layout->addWidget(scroll_, 1);

    pages_ = new QStackedWidget(this);
    pages_->setObjectName(QStringLiteral("memoryPages"));
    pages_->addWidget(makeMessagePage());
    pages_->addWidget(page);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(pages_);
}

QWidget* MemoryView::makeMessagePage() {
    messageTitle_ = new QLabel;
    messageTitle_->setObjectName(QStringLiteral("memoryMessageTitle"));
    messageTitle_->setFont(displayFont());
    messageTitle_->setWordWrap(true);
    // Wraps inside of the long names of kernels, too, which a label does not.
    messageText_ = new QPlainTextEdit;
    messageText_->setObjectName(QStringLiteral("memoryMessage"));
    messageText_->setAccessibleName(tr("Why there is no timeline"));
    messageText_->setReadOnly(true);
    messageText_->setFrameShape(QFrame::NoFrame);
    messageText_->viewport()->setAutoFillBackground(false);
    messageText_->document()->setDocumentMargin(0);
    messageText_->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(3 * grid, 3 * grid, 3 * grid, 3 * grid);
    layout->setSpacing(grid);
    layout->addWidget(messageTitle_);
    layout->addWidget(messageText_, 1);
    return page;
}

QWidget* MemoryView::makeBanner() {
    banner_ = new QFrame(this);
    banner_->setObjectName(QStringLiteral("memoryBanner"));
    banner_->setFrameShape(QFrame::StyledPanel);
    bannerText_ = selectableLabel(QStringLiteral("memoryBannerText"), tr("Why there is no newer plan"), banner_);
    bannerSign_ = new QLabel(banner_);
    auto* layout = new QHBoxLayout(banner_);
    layout->setContentsMargins(grid, grid / 2, grid, grid / 2);
    layout->setSpacing(grid);
    layout->addWidget(bannerSign_, 0, Qt::AlignTop);
    layout->addWidget(bannerText_, 1);
    return banner_;
}

void MemoryView::makeViewActions(Actions& actions) {
    const auto add = [&](ActionSpec spec, const std::function<void()>& run) {
        spec.scope = this;
        needsPlan_.push_back(actions.add(spec, run));
    };
    add({QStringLiteral("memory.fit"), tr("Fit &Timeline"), QStringLiteral("zoom-fit-best"), Qt::Key_F,
         tr("Show the whole execution and every pool to its peak"), Menu::view},
        [this] { plot_->fit(); });
    add({QStringLiteral("memory.zoomIn"), tr("Timeline: Zoom &In"), QStringLiteral("zoom-in"), Qt::Key_Plus,
         tr("Show fewer ticks, larger"), Menu::view},
        [this] { plot_->zoom(1.5); });
    add({QStringLiteral("memory.zoomOut"), tr("Timeline: Zoom &Out"), QStringLiteral("zoom-out"), Qt::Key_Minus,
         tr("Show more ticks"), Menu::view},
        [this] { plot_->zoom(1 / 1.5); });
    add({QStringLiteral("memory.zoomSelection"), tr("Timeline: Zoom to &Selection"),
         QStringLiteral("zoom-fit-selection"), Qt::Key_Z, tr("Show the selected buffer or operator close up"),
         Menu::view},
        [this] { plot_->zoomToSelection(); });
    add({QStringLiteral("memory.zoomPeak"), tr("Timeline: Zoom to &Peak"), QStringLiteral("go-top"), Qt::Key_K,
         tr("Show the operator in which the pool is fullest"), Menu::view},
        [this] { plot_->zoomToPeak(); });
    add({QStringLiteral("memory.export"),
         tr("Export Ti&meline…"),
         QStringLiteral("document-export"),
         {},
         tr("Write the timeline as it is shown to a picture: SVG, PDF or PNG"),
         Menu::file},
        [this] { exportPicture(); });
}

void MemoryView::rebuild() {
    const auto facts = session_.plan();
    const auto models = session_.models();
    updateStage();
    if (!facts || !models) {
        session_.jobs().drop(timelineLane);
        showModel(nullptr);
        return;
    }
    using Built = std::shared_ptr<const TimelineModel>;
    session_.jobs().start<Built>(
        timelineLane,
        [facts, models](const CancelToken&, const ProgressSink&) -> Outcome<Built> {
            return Built(std::make_shared<const TimelineModel>(facts, models));
        },
        [view = QPointer(this)](Outcome<Built> outcome) {
            if (view && outcome.ok() && !isCancelled(*outcome)) view->showModel(std::get<Built>(*std::move(outcome)));
        });
}

void MemoryView::showModel(std::shared_ptr<const TimelineModel> model) {
    plot_->setModel(std::move(model));
    plot_->setSelected(session_.selection().selected());
    updateWords();
    updateStage();
}

void MemoryView::updateStage() {
    const bool failed = session_.planStage() == Stage::failed;
    planning_->setVisible(session_.planStage() == Stage::working);
    banner_->setVisible(failed && plot_->model());
    plot_->setInfeasible(failed ? infeasible(*session_.planError()) : std::set<std::string>{});
    if (failed) {
        bannerText_->setText(tr("%1. Shown is the plan before.").arg(headlineOf(*session_.planError())));
        bannerText_->setToolTip(errorText(*session_.planError()));
    }
    updateActions();
    if (plot_->model()) {
        pages_->setCurrentIndex(1);
    } else if (session_.modelStage() == Stage::failed) {
        showMessage(tr("The model could not be read"), errorText(*session_.modelError()));
    } else if (session_.modelStage() == Stage::working) {
        showMessage(tr("Reading the model…"), {});
    } else if (!session_.models()) {
        showMessage(tr("No model is open"),
                    tr("Open an archive of a compiled model to see where its buffers live, and when."));
    } else if (failed) {
        showMessage(tr("There is no plan"), errorText(*session_.planError()));
    } else if (session_.planStage() == Stage::empty) {
        showMessage(tr("No board is chosen"), tr("Choose a board to place the model's buffers in its memories."));
    } else {
        showMessage(tr("Planning…"), tr("The timeline appears when every buffer has its place."));
    }
}

void MemoryView::showMessage(const QString& title, const QString& text) {
    messageTitle_->setText(title);
    messageText_->setPlainText(text);
    pages_->setCurrentIndex(0);
}

void MemoryView::updateWords() {
    QStringList lines = plot_->model() ? peakTexts(*plot_->model()) : QStringList();
    const QString all = lines.join(u'\n');
    plot_->setAccessibleDescription(all);
    setAccessibleDescription(all);
    if (lines.size() > maxPeaks) {
        const auto more = static_cast<int>(lines.size() - maxPeaks + 1);
        lines = lines.first(maxPeaks - 1);
        lines.append(tr("and %n more pools", nullptr, more));
    }
    peak_->setText(lines.join(u'\n'));
}

void MemoryView::updateColours() {
    QStringList parts;
    for (int kind = 0; kind < timelineKinds; ++kind) {
        const auto shown = static_cast<TimelineKind>(kind);
        parts.append(swatch(colourOf(shown), QStringLiteral("■"), kindName(shown)));
    }
    const Theme& look = theme();
    parts.append(swatch(look.bad, QStringLiteral("■"), tr("does not fit")));
    parts.append(swatch(look.text, QStringLiteral("⬚"), tr("pinned")));
    parts.append(swatch(look.text, QStringLiteral("─"), tr("live bytes")));
    parts.append(swatch(look.text, QStringLiteral("╌"), tr("peak")));
    parts.append(swatch(look.text, QStringLiteral("┈"), tr("lower bound")));
    parts.append(swatch(look.muted, QStringLiteral("▨"), tr("free")));
    legend_->setText(parts.join(QStringLiteral(" &nbsp; ")));
    legend_->setToolTip(
        tr("Live bytes: buffers alive in a tick, added up; gaps between them do not count. Lower bound: no plan with "
           "these lifetimes needs less."));
    bannerSign_->setPixmap(icon(QStringLiteral("dialog-warning")).pixmap(2 * grid, 2 * grid));
}

void MemoryView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && legend_) updateColours();
}

void MemoryView::updateActions() {
    const bool shown = plot_->model() != nullptr;
    for (QAction* action : needsPlan_) action->setEnabled(shown);
    pins_->update();
}

void MemoryView::select(const Item& item) {
    plot_->setSelected(item);
    updateActions();
    if (!plot_->model() || plot_->isPressed()) return;  // what is held must not move away from below the pointer
    const BoxPlace place = plot_->model()->find(item);
    if (!place) return;
    const QPoint centre = plot_->bandRectangle(place.band).center().toPoint();
    scroll_->ensureVisible(scroll_->width() / 2, centre.y(), 0,
                           static_cast<int>(plot_->bandRectangle(place.band).height() / 2));
}

void MemoryView::openMenu(const QPoint& position) {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("memoryMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(pins_->all());
    menu->addSeparator();
    for (QAction* action : needsPlan_) menu->addAction(action);
    menu->popup(position);
}

void MemoryView::exportPicture() {
    const QString path = prompts_.exportFile(this, tr("Export the timeline"), QStringLiteral("memory.svg"),
                                             tr("Pictures (*.svg *.pdf *.png)"));
    if (!path.isEmpty()) save(path, pictureOf(*plot_, path));
}

void MemoryView::save(const QString& path, const QByteArray& bytes) {
    session_.jobs().start<bool>(
        exportLane,
        [path, bytes](const CancelToken&, const ProgressSink&) -> Outcome<bool> {
            PINFOLD_CHECK(
                writeFileAtomically(path.toStdString(), {bytes.data(), static_cast<std::size_t>(bytes.size())}));
            return true;
        },
        [view = QPointer(this)](Outcome<bool> outcome) {
            if (!view || outcome.ok()) return;
            view->prompts_.showError(view, tr("The timeline was not exported"), errorText(outcome.error()));
        });
}

}  // namespace pinfold::ui
