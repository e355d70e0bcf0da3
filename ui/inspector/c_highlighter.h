// Light colouring of C: keywords and types, numbers, texts, comments.
#pragma once

#include <QSyntaxHighlighter>

namespace pinfold::ui {

class CHighlighter : public QSyntaxHighlighter {
    Q_OBJECT

public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

protected:
    void highlightBlock(const QString& text) override;
};

}  // namespace pinfold::ui
