// One look for all: colours, type scale, spacing. Light and dark.
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

#include <array>

namespace pinfold::ui {

// Distances are multiples of it, in device-independent pixels.
inline constexpr int grid = 8;

struct Theme {
    bool dark = false;
    QColor window;      // behind panels
    QColor surface;     // of panels, tables, drawings
    QColor raised;      // headers, buttons
    QColor line;        // hairlines
    QColor outline;     // of what is clicked or typed into, at least 3:1
    QColor text;        // contrast with `surface` at least 7:1
    QColor muted;       // secondary text, at least 4.5:1
    QColor accent;      // selection and the one primary button
    QColor accentText;  // on `accent`
    QColor hover;       // outline of what the pointer is over
    QColor good;        // passed, fits
    QColor warning;
    QColor bad;  // failed, does not fit
    // For categories that have no meaning of their own; readable by colour-blind people (Okabe and Ito, "Color
    // Universal Design", 2008), tuned for the background.
    std::array<QColor, 8> categories;

    [[nodiscard]] QColor category(int index) const;
    // For a quantity, `share` in [0, 1] from little to much: one hue, from the surface to full strength.
    [[nodiscard]] QColor heat(double share) const;
};

// The colours that text on `background` is readable in: Theme::text or its opposite.
QColor readableOn(const QColor& background);

// The type scale, from the application's font. Of another family than the system's only: its size is the user's.
QFont captionFont();  // axis labels, notes
QFont bodyFont();
QFont headingFont();  // of a panel's section
QFont displayFont();  // the one number or sentence that matters
QFont codeFont();     // sources, addresses

enum class ThemeChoice { system, light, dark };

// The theme in force. Views ask for it when they paint, and repaint on QEvent::PaletteChange.
const Theme& theme();

// Fusion style with our palette and the fonts that the window is designed for, where they are installed. Qt 6.4 does
// not tell what the desktop prefers: `system` goes by the lightness of the palette that it gave us.
void applyTheme(ThemeChoice choice);

}  // namespace pinfold::ui
