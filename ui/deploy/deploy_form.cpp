#include "ui/deploy/deploy_form.h"

#include "ui/deploy/deploy_run.h"
#include "ui/deploy/deploy_words.h"
#include "ui/deploy/path_edit.h"
#include "ui/deploy/port_combo.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QToolButton>
#include <QWheelEvent>

namespace pinfold::ui {
namespace {

constexpr int fieldColumn = 1;
constexpr int buttonColumn = 2;

// The wheel scrolls the panel; it does not change the document.
class CalmCombo : public QComboBox {
public:
    using QComboBox::QComboBox;

protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

// The paths of the document.
std::filesystem::path& inputsIn(Deployment& deployment) { return deployment.validation.inputs; }
std::filesystem::path& referenceIn(Deployment& deployment) { return deployment.validation.reference; }
std::filesystem::path& quantizationIn(Deployment& deployment) { return deployment.quantization; }
std::filesystem::path& projectIn(Deployment& deployment) { return deployment.project; }

QString tensorFilter() { return DeployForm::tr("Tensor files (*.npz *.npy *.csv);;All files (*)"); }

}  // namespace

DeployForm::DeployForm(Session& session, const DeployRun& run, const Prompts& prompts, QAction* makeReference,
                       QWidget* parent)
    : QWidget(parent), session_(session), run_(run), prompts_(prompts), grid_(new QGridLayout(this)) {
    setObjectName(QStringLiteral("deployForm"));
    setAccessibleName(tr("What is deployed"));
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(grid);
    grid_->setVerticalSpacing(grid / 2);
    grid_->setColumnStretch(fieldColumn, 1);
    addBoardAndPort();
    addTensorFiles(makeReference);
    addTolerance();
    addProject();
    connect(&session_, &Session::boardsChanged, this, &DeployForm::showDocument);
    connect(&session_, &Session::planChanged, this, &DeployForm::showDocument);  // with the board of a file
    connect(&session_.document(), &Document::changed, this, &DeployForm::showDocument);
    connect(&session_.document(), &Document::pathChanged, this, &DeployForm::showDocument);
    showDocument();
}

void DeployForm::addRow(const QString& label, QWidget* field, QWidget* button) {
    const int row = grid_->rowCount();
    auto* name = new QLabel(label, this);
    name->setBuddy(field);
    grid_->addWidget(name, row, 0);
    grid_->addWidget(field, row, fieldColumn, 1, button ? 1 : 2);
    if (button) grid_->addWidget(button, row, buttonColumn);
}

PathEdit* DeployForm::addPath(const QString& name, const QString& label, const QString& title, const QString& help,
                              Field field) {
    auto* edit = new PathEdit(this);
    edit->setObjectName(name);
    edit->setAccessibleName(title.left(1).toUpper() + title.mid(1));
    edit->setHelp(help);
    auto* button = new QToolButton(this);
    button->setObjectName(name + QStringLiteral("Browse"));
    button->setAccessibleName(tr("Browse for %1").arg(title));
    button->setToolTip(tr("Browse…"));
    button->setIcon(
        icon(field == projectIn ? QStringLiteral("document-open-folder") : QStringLiteral("document-open")));
    button->setAutoRaise(true);
    addRow(label, edit, button);
    connect(edit, &PathEdit::chosen, this,
            [this, field, title](const std::filesystem::path& path) { setPath(field, title, path); });
    connect(button, &QToolButton::clicked, this, [this, field, title] { browse(field, title); });
    return edit;
}

void DeployForm::addBoardAndPort() {
    board_ = new QLabel(this);
    board_->setObjectName(QStringLiteral("deployBoard"));
    board_->setAccessibleName(tr("Board"));
    board_->setWordWrap(true);
    board_->setMinimumHeight(3 * grid);
    addRow(tr("Board"), board_);
    port_ = new PortCombo(session_, this);
    port_->setObjectName(QStringLiteral("deployPort"));
    port_->setAccessibleName(tr("Port"));
    auto* refresh = new QToolButton(this);
    refresh->setObjectName(QStringLiteral("deployPortRefresh"));
    refresh->setAccessibleName(tr("Look for serial ports again"));
    refresh->setToolTip(tr("Look for serial ports again"));
    refresh->setIcon(icon(QStringLiteral("view-refresh")));
    refresh->setAutoRaise(true);
    connect(refresh, &QToolButton::clicked, port_, &PortCombo::findPorts);
    addRow(tr("Po&rt"), port_, refresh);
}

void DeployForm::addTensorFiles(QAction* makeReference) {
    inputs_ = addPath(QStringLiteral("deployInputs"), tr("&Inputs"), tr("inputs"),
                      tr("Tensor file with the samples to run: .npz with an array in_<name> for each input, .npy or "
                         ".csv for a model with one. It can be dropped here."),
                      inputsIn);
    inputs_->setPlaceholderText(tr("Drop a tensor file"));
    reference_ =
        addPath(QStringLiteral("deployReference"), tr("Refere&nce"), tr("reference"),
                tr("Tensor file with the outputs to compare with: out_<index> for each output and, to find the "
                   "first operator that differs, op_<index>_<output>. Empty: the out_<index> of the inputs."),
                referenceIn);
    reference_->setPlaceholderText(tr("Outputs in the inputs file"));
    auto* make = new QToolButton(this);
    make->setObjectName(QStringLiteral("deployMakeReference"));
    make->setDefaultAction(makeReference);
    make->setToolButtonStyle(Qt::ToolButtonTextOnly);
    make->setFocusPolicy(Qt::TabFocus);
    grid_->addWidget(make, grid_->rowCount(), fieldColumn, 1, 2, Qt::AlignLeft);
}

void DeployForm::addTolerance() {
    tolerance_ = new QLineEdit(this);
    tolerance_->setObjectName(QStringLiteral("deployTolerance"));
    tolerance_->setAccessibleName(tr("Tolerance"));
    tolerance_->setToolTip(
        tr("How far floating-point outputs may be from the reference, as a share of the largest absolute value in it. "
           "Integers must be equal."));
    addRow(tr("&Tolerance"), tolerance_);
    connect(tolerance_, &QLineEdit::editingFinished, this, [this] {
        if (const auto value = toleranceFrom(tolerance_->text())) {
            session_.document().change(tr("Set tolerance %1").arg(toleranceText(*value)),
                                       [&](Deployment& deployment) { deployment.validation.tolerance = *value; });
        }
        showDocument();
    });
}

void DeployForm::addProject() {
    more_ = new QToolButton(this);
    more_->setObjectName(QStringLiteral("deployMore"));
    more_->setText(tr("C project"));
    more_->setToolTip(tr("How the C project is generated, and where"));
    more_->setAutoRaise(true);
    more_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    more_->setFocusPolicy(Qt::TabFocus);
    grid_->addWidget(more_, grid_->rowCount(), 0, 1, 3, Qt::AlignLeft);
    const int firstRow = grid_->rowCount();
    addWeights();
    quantization_ = addPath(QStringLiteral("deployQuantization"), tr("&Quantization"), tr("quantization"),
                            tr("JSON file with scales and zero points of inputs and outputs, which the firmware can be "
                               "asked for."),
                            quantizationIn);
    quantization_->setPlaceholderText(tr("None"));
    project_ = addPath(QStringLiteral("deployProject"), tr("Folder"), tr("folder of the C project"), {}, projectIn);
    for (int row = firstRow; row < grid_->rowCount(); ++row) {
        for (int column = 0; column <= buttonColumn; ++column) {
            QLayoutItem* item = grid_->itemAtPosition(row, column);
            if (item && item->widget()) projectWidgets_.push_back(item->widget());
        }
    }
    connect(more_, &QToolButton::clicked, this, [this] { showProject(!projectShown_); });
    showProject(false);
}

void DeployForm::addWeights() {
    weights_ = new CalmCombo(this);
    weights_->setObjectName(QStringLiteral("deployWeights"));
    weights_->setAccessibleName(tr("Weights"));
    weights_->setToolTip(
        tr("Binary file: the assembler pulls it in with .incbin, which compiles fast.\nC arrays: for toolchains "
           "without that."));
    weights_->addItem(tr("Binary file"), static_cast<int>(WeightsFormat::incbin));
    weights_->addItem(tr("C arrays"), static_cast<int>(WeightsFormat::cArray));
    connect(weights_, &QComboBox::activated, this, [this](int index) {
        session_.document().change(
            tr("Write weights as %1").arg(weights_->itemText(index)), [&](Deployment& deployment) {
                deployment.weights = static_cast<WeightsFormat>(weights_->itemData(index).toInt());
            });
    });
    addRow(tr("&Weights"), weights_);
}

void DeployForm::showProject(bool shown) {
    projectShown_ = shown;
    more_->setAccessibleName(shown ? tr("Hide the fields of the C project") : tr("Show the fields of the C project"));
    more_->setArrowType(shown ? Qt::DownArrow : Qt::RightArrow);
    for (QWidget* widget : projectWidgets_) widget->setVisible(shown);
}

void DeployForm::setPath(Field field, const QString& title, const std::filesystem::path& path) {
    const QString step =
        path.empty() ? tr("Clear %1").arg(title) : tr("Choose %1 %2").arg(title, textOf(path.filename()));
    session_.document().change(step, [&](Deployment& deployment) { field(deployment) = path; });
    showDocument();
}

void DeployForm::setInputs(const std::filesystem::path& path) { setPath(inputsIn, tr("inputs"), path); }

void DeployForm::browse(Field field, const QString& title) {
    QString path;
    if (field == projectIn) {
        path = prompts_.chooseFolder(window(), tr("Folder of the C project"), textOf(run_.projectFolder()));
    } else {
        const bool json = field == quantizationIn;
        path = prompts_.chooseFile(window(), tr("Choose %1").arg(title),
                                   json ? tr("JSON files (*.json);;All files (*)") : tensorFilter());
    }
    if (!path.isEmpty()) setPath(field, title, pathFrom(path));
}

void DeployForm::showDocument() {
    const Deployment& deployment = session_.document().deployment();
    const Board* board = session_.board();
    const QString title = board ? QString::fromStdString(board->title) : textOf(deployment.board);
    board_->setText(title.isEmpty() ? tr("None chosen yet") : title);
    board_->setToolTip(board ? tr("%1 · %2, chosen in the toolbar")
                                   .arg(QString::fromStdString(board->id), QString::fromStdString(board->mcu))
                             : tr("Chosen in the toolbar"));
    inputs_->setPath(deployment.validation.inputs);
    reference_->setPath(deployment.validation.reference);
    tolerance_->setText(toleranceText(deployment.validation.tolerance));
    weights_->setCurrentIndex(weights_->findData(static_cast<int>(deployment.weights)));
    quantization_->setPath(deployment.quantization);
    const QString folder = textOf(run_.projectFolder());
    const bool saved = !session_.document().path().isEmpty();
    project_->setPlaceholderText(saved ? tr("Beside the document") : tr("In the cache"));
    project_->setHelp(
        tr("Where the C project is written. Files that you change there are never overwritten unasked.\nNow: %1")
            .arg(folder));
    project_->setPath(deployment.project);
    setEnabled(!deployment.archives.empty());
}

}  // namespace pinfold::ui
