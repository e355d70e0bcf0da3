// One model's validation report, and what the window knows about that model.
#pragma once

#include "ui/session/session.h"

#include <QString>

#include <memory>
#include <optional>

namespace pinfold::ui {

struct ShownReport {
    std::shared_ptr<const Session::Reports> reports;  // null: there is nothing to show
    std::shared_ptr<const Models> models;             // those that are open; may be null
    int index = -1;                                   // into `reports`
    int model = -1;                                   // into `models`; -1: the report's model is not open

    explicit operator bool() const { return reports && index >= 0; }
    [[nodiscard]] const ValidationReport& report() const { return (*reports)[static_cast<std::size_t>(index)]; }
    // Null if the model is not open.
    [[nodiscard]] const Model* openModel() const;

    // What a row of ValidationReport::operators stands for, and the C function that it calls; empty if the model is not
    // open.
    [[nodiscard]] Item operatorItem(int row) const;
    [[nodiscard]] QString kernel(int row) const;
    // The tensor behind an entry of ValidationReport::outputs.
    [[nodiscard]] Item outputItem(int output) const;
};

// The report `index` with the model of its name.
ShownReport shownReport(const std::shared_ptr<const Session::Reports>& reports,
                        const std::shared_ptr<const Models>& models, int index);

// The report that a reader wants to see first: of the worst verdict, the first among equals; -1 for none.
int worstReport(const Session::Reports& reports);

// A figure of a report, or a dash where it is undefined.
QString figureText(const std::optional<double>& value);

}  // namespace pinfold::ui
