#include "ui/window/guide_window.h"

#include "ui/style/theme.h"
#include "ui/window/fitting_pictures.h"

#include <QAbstractTextDocumentLayout>
#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>

// Of a static library; the macro must stand outside of any namespace.
static void initHelp() { Q_INIT_RESOURCE(help); }

namespace pinfold::ui {
namespace {

constexpr QSize guideSize(110 * grid, 90 * grid);

}  // namespace

GuideWindow::GuideWindow(QWidget* parent) : QDialog(parent) {
    initHelp();
    setObjectName(QStringLiteral("guideWindow"));
    setWindowTitle(tr("User Guide"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(guideSize);
    auto* text = new QTextBrowser(this);
    text->setObjectName(QStringLiteral("guideText"));
    text->setAccessibleName(tr("User guide"));
    text->setOpenExternalLinks(true);
    text->document()->documentLayout()->registerHandler(QTextFormat::ImageObject, new FittingPictures(text));
    text->setSource(QUrl(QStringLiteral("qrc:/help/user-guide.md")), QTextDocument::MarkdownResource);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(grid);
    layout->addWidget(text);
    layout->addWidget(buttons);
}

}  // namespace pinfold::ui
