// A line to search the graph with, what was found, and a way through it. Asks nobody; tells what the user wants.
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace pinfold::ui {

class FindBar : public QWidget {
    Q_OBJECT

public:
    explicit FindBar(QWidget* parent = nullptr);

    // Shows itself and takes the focus.
    void begin();
    [[nodiscard]] QString text() const;
    // "3 of 17"; `place` from 0, or -1 where none of the found is selected. Says so where nothing is looked for.
    void showCount(int place, int count, bool searching);
    // A sentence below instead of the count.
    void showError(const QString& sentence);

signals:
    void textChanged(const QString& text);
    void stepped(bool forwards);
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QToolButton* addButton(const QString& name, const QString& iconName, const QString& title, const QString& tip);
    void takeColours();

    QLineEdit* line_;
    QLabel* result_;
    QLabel* error_;
    QHBoxLayout* buttons_ = nullptr;
    QToolButton* previous_ = nullptr;
    QToolButton* next_ = nullptr;
};

}  // namespace pinfold::ui
