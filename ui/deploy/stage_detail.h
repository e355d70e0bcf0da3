// One stage in full: the cause of a failure first, what the tools said after it.
#pragma once

#include "ui/deploy/stage_record.h"

#include <QPointer>
#include <QTextBrowser>
#include <QWidget>

class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace pinfold::ui {

// Text that wraps anywhere, long paths too, is as high as it needs, and can be selected and copied.
class WrappedText : public QTextBrowser {
    Q_OBJECT

public:
    explicit WrappedText(QWidget* parent = nullptr);
    void setContents(const QString& text, const QFont& font, const QColor& color);
    [[nodiscard]] QString text() const { return toPlainText(); }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();
};

class StageDetail : public QWidget {
    Q_OBJECT

public:
    explicit StageDetail(QWidget* parent = nullptr);

    void show(StageRecord& record);
    // Files of the user's that the stage must not overwrite unasked: offers to do so.
    void offerOverwriting(bool offered);

signals:
    void overwriteRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void nameWidgets();
    void showState();
    void showLogHeader();
    void showLog(bool shown);
    void toggleLog() { showLog(!logShown_); }
    void appendLines(const QStringList& lines);
    void copyError();

    QPointer<StageRecord> record_;
    StageState shownState_ = StageState::waiting;
    bool logShown_ = false;
    WrappedText* cause_;
    WrappedText* rest_;
    QPushButton* copy_;
    QPushButton* overwrite_;
    QToolButton* logHeader_;
    QPlainTextEdit* log_;
};

}  // namespace pinfold::ui
