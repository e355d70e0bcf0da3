#include "ui/text/numbers.h"

#include "base/text.h"

#include <cmath>

namespace pinfold::ui {
namespace {

const QChar minus(0x2212);
const QChar plusMinus(0x00B1);
const QChar narrowSpace(0x202F);

QString unit(const QString& number, const char* name) {
    return number + QChar(QChar::Nbsp) + QString::fromLatin1(name);
}

QString withSign(const QString& absolute, int sign) {
    if (sign == 0) return plusMinus + absolute;
    return (sign < 0 ? QString(minus) : QStringLiteral("+")) + absolute;
}

}  // namespace

QString countText(std::int64_t count) {
    QString text = QString::fromStdString(grouped(count));
    return text.replace(u'-', minus);
}

QString bytesText(std::int64_t bytes) { return unit(countText(bytes), "B"); }

QString bytesChangeText(std::int64_t bytes) {
    return withSign(bytesText(std::abs(bytes)), bytes < 0 ? -1 : bytes > 0 ? 1 : 0);
}

QString percentText(double share, int digits) {
    QString text = QString::number(share * 100, 'f', digits);
    return unit(text.replace(u'-', minus), "%");
}

QString percentChangeText(double share) {
    const int sign = std::abs(share) < 0.0005 ? 0 : share < 0 ? -1 : 1;
    return withSign(percentText(std::abs(share)), sign);
}

QString cyclesText(double cycles) { return unit(countText(std::llround(cycles)), "cycles"); }

QString addressText(std::uint64_t address) {
    const QString digits = QStringLiteral("%1").arg(address, 8, 16, QChar(u'0'));
    const auto half = digits.size() - 4;
    return QStringLiteral("0x") + digits.left(half) + narrowSpace + digits.mid(half);
}

QString durationText(double seconds) {
    if (seconds > 0 && seconds < 1e-3) {
        return QString::number(seconds * 1e6, 'f', 1) + QChar(QChar::Nbsp) + QStringLiteral("µs");
    }
    if (seconds > 0 && seconds < 1e-2) return unit(QString::number(seconds * 1e3, 'f', 2), "ms");
    if (seconds < 1) return unit(QString::number(std::lround(seconds * 1000)), "ms");
    if (seconds < 60) return unit(QString::number(seconds, 'f', 1), "s");
    const auto whole = std::llround(seconds);
    return unit(QString::number(whole / 60), "min") + QChar(u' ') + unit(QString::number(whole % 60), "s");
}

QString numberText(double value) {
    constexpr double largestExact = 9007199254740992.0;  // 2^53
    if (std::floor(value) == value && std::abs(value) <= largestExact) {
        return countText(static_cast<std::int64_t>(value));
    }
    QString digits = QString::number(std::abs(value), 'g', 6);
    const auto point = digits.indexOf(u'.');
    if (point > 3 && !digits.contains(u'e')) digits.insert(point - 3, u',');
    return value < 0 ? minus + digits : digits;
}

}  // namespace pinfold::ui
