#include "ui/deploy/deploy_words.h"

#include "ui/text/say.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStringList>

#include <cmath>

namespace pinfold::ui {

std::optional<Error> difference(const Session::Reports& reports) {
    QStringList sentences;
    for (const ValidationReport& report : reports) {
        const QString model = QString::fromStdString(report.model);
        if (outputsDiffer(report)) {
            sentences.append(say("The outputs of %1 differ from the reference.").arg(model));
            if (!report.localisation.empty()) sentences.append(QString::fromStdString(report.localisation));
        }
        if (!report.stack.intact) {
            sentences.append(
                say("The stack of %1 overflowed and memory was overwritten; reserve more for it.").arg(model));
        }
    }
    if (sentences.isEmpty()) return std::nullopt;
    return Error{ErrorKind::toolFailed, sentences.join(u' ').toStdString()};
}

std::pair<QString, QString> firstSentence(const QString& message) {
    // A full stop within a name ("kws.tar") or an abbreviation has no capital after it.
    static const QRegularExpression end(QStringLiteral("[.!?:]\\n|[.!?]\\s+(?=[\\p{Lu}\"])|\\n"));
    const QString text = message.trimmed();
    const QRegularExpressionMatch match = end.match(text);
    if (!match.hasMatch()) return {text, {}};
    return {text.left(match.capturedEnd()).trimmed(), text.mid(match.capturedEnd()).trimmed()};
}

QString toleranceText(double tolerance) {
    static const QRegularExpression leadingZeros(QStringLiteral("e([-+]?)0+"));
    return QString::number(tolerance, 'g', 6).replace(leadingZeros, QStringLiteral("e\\1"));
}

std::optional<double> toleranceFrom(const QString& text) {
    bool isNumber = false;
    const double value = text.trimmed().toDouble(&isNumber);
    if (!isNumber || !std::isfinite(value) || value < 0) return std::nullopt;
    return value;
}

std::filesystem::path pathFrom(const QString& text) {
    QString path = text.trimmed();
    if (path.isEmpty()) return {};
    if (path == QLatin1String("~") || path.startsWith(QLatin1String("~/"))) path.replace(0, 1, QDir::homePath());
    return {QDir::cleanPath(QFileInfo(path).absoluteFilePath()).toStdString()};
}

bool isTensorFile(const QString& path) {
    const QString suffix = QFileInfo(path).suffix().toLower();
    return suffix == QLatin1String("npz") || suffix == QLatin1String("npy") || suffix == QLatin1String("csv");
}

QString textOf(const std::filesystem::path& path) { return QString::fromStdString(path.string()); }

QString serialUrl(const std::string& device, const Board* board) {
    const QString url = QStringLiteral("serial://") + QString::fromStdString(device);
    return board && board->uart ? QStringLiteral("%1?baud=%2").arg(url).arg(board->uart->baud) : url;
}

std::string portFrom(const QString& text, const Board* board) {
    const QString port = text.trimmed();
    return (port.startsWith(u'/') ? serialUrl(port.toStdString(), board) : port).toStdString();
}

}  // namespace pinfold::ui
