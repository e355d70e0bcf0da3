// Whether what the theme draws can be seen. Contrast as in WCAG 2.1: 4.5 for text, 3 for the outlines of controls.
#include "ui/style/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QFontDatabase>
#include <QFontInfo>
#include <QLineEdit>
#include <QPainter>
#include <QRadioButton>
#include <QStyle>
#include <QStyleOptionButton>
#include <QTableWidget>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace pinfold::ui {
namespace {

double luminance(const QColor& colour) {
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double one = luminance(a), other = luminance(b);
    return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}

// Of the outline that a line from the left of a box to its middle crosses, against what is left of the box.
double contrastOfOutline(QWidget& widget, const QRect& box) {
    const QImage image = widget.grab().toImage();
    const int y = box.center().y();
    const QColor around = image.pixelColor(box.left() - 1, y);
    double most = 1;
    for (int x = box.left(); x < box.center().x(); ++x) {
        most = std::max(most, contrast(image.pixelColor(x, y), around));
    }
    return most;
}

class Themed : public testing::TestWithParam<ThemeChoice> {
protected:
    void SetUp() override { applyTheme(GetParam()); }
    void TearDown() override { applyTheme(ThemeChoice::system); }
};

TEST_P(Themed, TextCanBeReadOnEveryBackground) {
    const Theme& look = theme();
    for (const QColor& background : {look.window, look.surface}) {
        EXPECT_GE(contrast(look.text, background), 7);
        EXPECT_GE(contrast(look.muted, background), 4.5);
        for (const QColor& meaning : {look.accent, look.good, look.warning, look.bad}) {
            EXPECT_GE(contrast(meaning, background), 4.5) << meaning.name().toStdString();
        }
    }
    EXPECT_GE(contrast(look.accentText, look.accent), 4.5);
}

TEST_P(Themed, BoxesOfButtonsHaveAnOutlineToSee) {
    QWidget window;
    QCheckBox check(QStringLiteral("Keep"), &window);
    QRadioButton radio(QStringLiteral("One"), &window);
    window.resize(200, 100);
    const struct {
        QAbstractButton& button;
        QStyle::SubElement part;
    } all[] = {{check, QStyle::SE_CheckBoxIndicator}, {radio, QStyle::SE_RadioButtonIndicator}};
    for (const auto& each : all) {
        each.button.setGeometry(20, 20, 150, 40);
        QStyleOptionButton option;
        option.initFrom(&each.button);
        const QRect box = window.style()->subElementRect(each.part, &option, &each.button).translated(20, 20);
        check.setVisible(&each.button == &check);
        radio.setVisible(&each.button == &radio);
        EXPECT_GE(contrastOfOutline(window, box), 3) << each.button.text().toStdString();
    }
}

TEST_P(Themed, FieldsHaveAnOutlineToSee) {
    QWidget window;
    QLineEdit field(&window);
    window.resize(200, 100);
    field.setGeometry(20, 20, 150, 30);
    EXPECT_GE(contrastOfOutline(window, field.geometry()), 3);
}

TEST_P(Themed, BoxesInTablesHaveAnOutlineToSee) {
    QTableWidget table(2, 1);
    for (int row = 0; row < 2; ++row) {
        auto* item = new QTableWidgetItem(QStringLiteral("op1"));
        item->setCheckState(Qt::Unchecked);
        table.setItem(row, 0, item);
    }
    table.setAlternatingRowColors(true);
    for (int row = 0; row < 2; ++row) {
        QStyleOptionViewItem option;
        option.initFrom(table.viewport());
        option.rect = table.visualRect(table.model()->index(row, 0));
        option.features = QStyleOptionViewItem::HasCheckIndicator | QStyleOptionViewItem::HasDisplay;
        const QRect box = table.style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, &table);
        EXPECT_GE(contrastOfOutline(*table.viewport(), box), 3) << row;
    }
}

TEST_P(Themed, IconsOfSelectedRowsHaveTheColourOfTheText) {
    QPixmap icon(16, 16);
    icon.fill(theme().accent);
    QStyleOption option;
    option.palette = QApplication::palette();
    const QImage selected = QApplication::style()->generatedIconPixmap(QIcon::Selected, icon, &option).toImage();
    EXPECT_EQ(selected.pixelColor(8, 8), theme().accentText);
}

// Filled, the mark in a coloured box could not be seen.
TEST_P(Themed, IconsOfSeveralColoursKeepThemInSelectedRows) {
    QPixmap icon(16, 16);
    icon.fill(Qt::darkGreen);
    QPainter(&icon).fillRect(4, 4, 8, 8, Qt::white);
    QStyleOption option;
    option.palette = QApplication::palette();
    const QPixmap selected = QApplication::style()->generatedIconPixmap(QIcon::Selected, icon, &option);
    EXPECT_EQ(selected.toImage(), icon.toImage());
}

INSTANTIATE_TEST_SUITE_P(All, Themed, testing::Values(ThemeChoice::light, ThemeChoice::dark), [](const auto& choice) {
    return choice.param == ThemeChoice::dark ? std::string("Dark") : std::string("Light");
});

TEST(Fonts, AreThoseOfTheDesignWhereTheyAreInstalled) {
    const auto familyOr = [](const char* designed, QFontDatabase::SystemFont otherwise) {
        const QString family = QString::fromLatin1(designed);
        return QFontDatabase::hasFamily(family) ? family : QFontInfo(QFontDatabase::systemFont(otherwise)).family();
    };
    EXPECT_EQ(QFontInfo(bodyFont()).family(), familyOr("Open Sans", QFontDatabase::GeneralFont));
    EXPECT_EQ(QFontInfo(codeFont()).family(), familyOr("DejaVu Sans Mono", QFontDatabase::FixedFont));
    EXPECT_EQ(bodyFont().pointSizeF(), QFontDatabase::systemFont(QFontDatabase::GeneralFont).pointSizeF())
        << "the size is the user's";
}

}  // namespace
}  // namespace pinfold::ui
