// What is there before anything is open: where to begin.
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace pinfold::ui {

class Files;

class WelcomePage : public QWidget {
    Q_OBJECT

public:
    explicit WelcomePage(Files& files, QWidget* parent = nullptr);

signals:
    void sampleRequested();
    void openRequested();
    void fileRequested(const QString& path);

private:
    void fillRecent();

    Files& files_;
    QVBoxLayout* recent_;
};

}  // namespace pinfold::ui
