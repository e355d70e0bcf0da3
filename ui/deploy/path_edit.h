// A field for the path of a file or a folder: shows its name, and the whole path while it is being edited.
#pragma once

#include <QLineEdit>

#include <filesystem>

namespace pinfold::ui {

class PathEdit : public QLineEdit {
    Q_OBJECT

public:
    explicit PathEdit(QWidget* parent = nullptr);

    // `help` comes before the path in the tooltip.
    void setHelp(const QString& help);
    void setPath(const std::filesystem::path& path);

signals:
    // The user typed, cleared or dropped one; empty: none.
    void chosen(const std::filesystem::path& path);

protected:
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void commit();
    void showPath();

    std::filesystem::path path_;
    QString help_;
};

}  // namespace pinfold::ui
