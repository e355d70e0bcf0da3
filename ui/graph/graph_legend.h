// What the colours of the graph mean: kinds beside their colours, or a scale with its ends and its unit.
#pragma once

#include "ui/session/operator_facts.h"

#include <QWidget>

#include <vector>

namespace pinfold::ui {

class GraphLegend : public QWidget {
    Q_OBJECT

public:
    explicit GraphLegend(QWidget* parent);

    // `kinds`: those that there are, in the order of the legend.
    void setScale(const ColourScale& scale, const std::vector<OperatorKind>& kinds);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fitToContents();
    void paintKinds(QPainter& painter);
    void paintRamp(QPainter& painter);
    // The ends of the scale, and what is between them.
    [[nodiscard]] QString lowText() const;
    [[nodiscard]] QString highText() const;

    ColourScale scale_;
    std::vector<OperatorKind> kinds_;
};

// In the order of their numbers.
std::vector<OperatorKind> kindsIn(const FactTable& facts);

}  // namespace pinfold::ui
