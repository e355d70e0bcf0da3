#include "ui/style/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QImage>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleOption>

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace pinfold::ui {
namespace {

// What the window is designed for, with figures of one width. The packages fonts-open-sans and fonts-dejavu-core.
const QString textFamily = QStringLiteral("Open Sans");
const QString codeFamily = QStringLiteral("DejaVu Sans Mono");

Theme lightTheme() {
    Theme theme;
    theme.window = QColor(0xF1, 0xF3, 0xF5);
    theme.surface = QColor(0xFF, 0xFF, 0xFF);
    theme.raised = QColor(0xE8, 0xEB, 0xEE);
    theme.line = QColor(0xCF, 0xD4, 0xD9);
    theme.outline = QColor(0x70, 0x78, 0x81);
    theme.text = QColor(0x1B, 0x1F, 0x24);
    theme.muted = QColor(0x57, 0x60, 0x6A);
    theme.accent = QColor(0x00, 0x5F, 0x99);
    theme.accentText = QColor(0xFF, 0xFF, 0xFF);
    theme.hover = QColor(0xB8, 0x5C, 0x00);
    theme.good = QColor(0x00, 0x73, 0x54);
    theme.warning = QColor(0x9A, 0x62, 0x00);
    theme.bad = QColor(0xB5, 0x3A, 0x00);
    theme.categories = {QColor(0x56, 0xB4, 0xE9), QColor(0xE6, 0x9F, 0x00), QColor(0x00, 0x9E, 0x73),
                        QColor(0xCC, 0x79, 0xA7), QColor(0x00, 0x72, 0xB2), QColor(0xD5, 0x5E, 0x00),
                        QColor(0xF0, 0xE4, 0x42), QColor(0x8A, 0x93, 0x9C)};
    return theme;
}

Theme darkTheme() {
    Theme theme;
    theme.dark = true;
    theme.window = QColor(0x16, 0x19, 0x1D);
    theme.surface = QColor(0x1E, 0x22, 0x27);
    theme.raised = QColor(0x2A, 0x2F, 0x36);
    theme.line = QColor(0x3C, 0x43, 0x4B);
    theme.outline = QColor(0x7A, 0x83, 0x8D);
    theme.text = QColor(0xEC, 0xEF, 0xF2);
    theme.muted = QColor(0xA6, 0xAF, 0xB9);
    theme.accent = QColor(0x4F, 0xA8, 0xDD);
    theme.accentText = QColor(0x0C, 0x10, 0x14);
    theme.hover = QColor(0xF0, 0xB0, 0x4A);
    theme.good = QColor(0x3C, 0xC2, 0x98);
    theme.warning = QColor(0xE6, 0xB0, 0x4A);
    theme.bad = QColor(0xF2, 0x86, 0x4B);
    theme.categories = {QColor(0x56, 0xB4, 0xE9), QColor(0xE6, 0x9F, 0x00), QColor(0x1F, 0xB8, 0x8B),
                        QColor(0xD8, 0x8F, 0xB8), QColor(0x3B, 0x8F, 0xC7), QColor(0xE5, 0x74, 0x1F),
                        QColor(0xE3, 0xD7, 0x4A), QColor(0x8A, 0x93, 0x9C)};
    return theme;
}

Theme& current() {
    static Theme theme = lightTheme();
    return theme;
}

QPalette paletteOf(const Theme& theme) {
    QPalette palette;
    palette.setColor(QPalette::Window, theme.window);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.surface);
    palette.setColor(QPalette::AlternateBase, theme.window);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.muted);
    palette.setColor(QPalette::Button, theme.raised);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::BrightText, theme.bad);
    palette.setColor(QPalette::ToolTipBase, theme.raised);
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, theme.accentText);
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(QPalette::LinkVisited, theme.accent);
    palette.setColor(QPalette::Light, theme.surface);
    palette.setColor(QPalette::Midlight, theme.raised);
    palette.setColor(QPalette::Mid, theme.line);
    palette.setColor(QPalette::Dark, theme.line);
    palette.setColor(QPalette::Shadow, theme.line);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, theme.muted);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, theme.line);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, theme.muted);
    return palette;
}

// Whether all that can be seen of it is about the same, as in symbols that have the colour of text.
bool isOfOneColour(const QImage& image) {
    constexpr int opaque = 200;
    constexpr int difference = 48;
    std::optional<QColor> first;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor colour = image.pixelColor(x, y);
            if (colour.alpha() < opaque) continue;
            if (!first) first = colour;
            if (std::abs(colour.red() - first->red()) > difference ||
                std::abs(colour.green() - first->green()) > difference ||
                std::abs(colour.blue() - first->blue()) > difference) {
                return false;
            }
        }
    }
    return true;
}

// Fusion with what it does not give: boxes and fields with an outline to see (its own is a shade of the window), and
// air beside the texts of tables (a number on the right would touch the text of the next column), symbols in
// selected rows in the colour of their text, and boxes of choices that leave the wheel to what is around them.
class WindowStyle : public QProxyStyle {
public:
    WindowStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override {
        const bool air = metric == PM_HeaderMargin || metric == PM_FocusFrameHMargin;
        return air ? grid / 2 : QProxyStyle::pixelMetric(metric, option, widget);
    }

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override {
        switch (element) {
            case PE_IndicatorCheckBox:
            case PE_IndicatorRadioButton: return drawOutlined<QStyleOptionButton>(element, option, painter, widget);
            case PE_FrameLineEdit: return drawOutlined<QStyleOptionFrame>(element, option, painter, widget);
            default: QProxyStyle::drawPrimitive(element, option, painter, widget);
        }
    }

    QPixmap generatedIconPixmap(QIcon::Mode mode, const QPixmap& pixmap, const QStyleOption* option) const override {
        if (mode != QIcon::Selected) return QProxyStyle::generatedIconPixmap(mode, pixmap, option);
        QPixmap coloured = pixmap;
        if (!isOfOneColour(pixmap.toImage())) return coloured;
        QPainter painter(&coloured);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(coloured.rect(), option->palette.color(QPalette::HighlightedText));
        return coloured;
    }

    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returned) const override {
        if (hint == SH_ComboBox_AllowWheelScrolling) return 0;
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }

private:
    template <typename Option>
    void drawOutlined(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                      const QWidget* widget) const {
        const auto* known = qstyleoption_cast<const Option*>(option);
        if (!known || !(known->state & State_Enabled)) {
            return QProxyStyle::drawPrimitive(element, option, painter, widget);
        }
        Option outlined(*known);
        outlined.palette.setColor(QPalette::Window,
                                  theme().outline.lighter(140));  // Fusion's outline is darker by that
        QProxyStyle::drawPrimitive(element, &outlined, painter, widget);
    }
};

bool systemIsDark() {
    static const bool dark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    return dark;
}

// The family before the others of the font, which draw what it lacks; the font as it is where the family is missing.
QFont inFamily(QFont font, const QString& family) {
    if (QFontDatabase::hasFamily(family)) font.setFamilies(QStringList(family) + font.families());
    return font;
}

QFont scaled(double factor) {
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * factor);
    return font;
}

int mix(int from, int to, double share) { return static_cast<int>(from + (to - from) * share); }

}  // namespace

QColor Theme::category(int index) const { return categories[static_cast<std::size_t>(index) % categories.size()]; }

QColor Theme::heat(double share) const {
    const double strength = 0.12 + 0.88 * std::clamp(share, 0.0, 1.0);
    const QColor full = categories[5];
    return {mix(surface.red(), full.red(), strength), mix(surface.green(), full.green(), strength),
            mix(surface.blue(), full.blue(), strength)};
}

QColor readableOn(const QColor& background) {
    // Relative luminance as in WCAG 2.1, without its gamma: enough to choose between black and white.
    const double light = 0.2126 * background.redF() + 0.7152 * background.greenF() + 0.0722 * background.blueF();
    return light > 0.45 ? QColor(0x1B, 0x1F, 0x24) : QColor(0xFF, 0xFF, 0xFF);
}

QFont captionFont() { return scaled(0.9); }
QFont bodyFont() { return scaled(1.0); }
QFont headingFont() {
    QFont font = scaled(1.1);
    font.setWeight(QFont::DemiBold);
    return font;
}
QFont displayFont() {
    QFont font = scaled(1.6);
    font.setWeight(QFont::DemiBold);
    return font;
}
QFont codeFont() {
    QFont font = inFamily(QFontDatabase::systemFont(QFontDatabase::FixedFont), codeFamily);
    font.setPointSizeF(QApplication::font().pointSizeF() * 0.95);
    return font;
}

const Theme& theme() { return current(); }

void applyTheme(ThemeChoice choice) {
    const bool systemDark = systemIsDark();  // asked first: later the palette is ours
    const bool dark = choice == ThemeChoice::dark || (choice == ThemeChoice::system && systemDark);
    current() = dark ? darkTheme() : lightTheme();
    if (!dynamic_cast<WindowStyle*>(QApplication::style())) {
        QApplication::setStyle(new WindowStyle);
        QApplication::setFont(inFamily(QApplication::font(), textFamily));
    }
    QApplication::setPalette(paletteOf(current()));
}

}  // namespace pinfold::ui
