// One stage of a deployment as the window shows it: its state, how far it is, how long it took, what its tools said.
#pragma once

#include "base/progress.h"
#include "base/result.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QStringList>

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace pinfold::ui {

enum class StageState { waiting, running, done, failed, skipped, cancelled };

// Lines that a log keeps; older ones go.
inline constexpr int maxLogLines = 5000;

// Takes every word of a job on its thread, where the JobRunner hands on the newest only; emptied on the window's.
class LogInbox {
public:
    void add(const std::string& line);
    QStringList take();

private:
    std::mutex mutex_;
    std::deque<std::string> lines_;  // guarded by mutex_
};

class StageRecord : public QObject {
    Q_OBJECT

public:
    explicit StageRecord(const QString& title, QObject* parent = nullptr) : QObject(parent), title_(title) {}

    [[nodiscard]] const QString& title() const { return title_; }
    [[nodiscard]] StageState state() const { return state_; }
    // What came of it in a line, or what it is doing now.
    [[nodiscard]] const QString& line() const { return line_; }
    // Done so far, (0, 1]; 0 where nobody knows.
    [[nodiscard]] double fraction() const { return fraction_; }
    // That it took, or has been running for; 0 for one that did not run.
    [[nodiscard]] double seconds() const;
    // Why it failed.
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }
    // What it did was for the document as it was then.
    [[nodiscard]] bool isOutdated() const { return outdated_; }
    [[nodiscard]] const QStringList& log() const { return log_; }

    // For the sinks of its job; a new one for every run.
    [[nodiscard]] const std::shared_ptr<LogInbox>& inbox() const { return inbox_; }

    void begin();
    void tell(const Progress& progress);
    void succeed(const QString& line);
    void fail(const Error& error);
    void skip(const QString& why);
    void cancel();
    // As if it had never run.
    void reset();
    void markOutdated();

signals:
    void changed();       // anything but the log
    void stateChanged();  // after changed()
    // Lines were added to the end of log(), which may have lost as many at its beginning.
    void logged(const QStringList& lines);

private:
    void clear();
    void end(StageState state, const QString& line);
    void collect();

    QString title_;
    StageState state_ = StageState::waiting;
    QString line_;
    double fraction_ = 0;
    double seconds_ = 0;
    QElapsedTimer since_;  // valid while it runs
    std::optional<Error> error_;
    bool outdated_ = false;
    QStringList log_;
    std::shared_ptr<LogInbox> inbox_ = std::make_shared<LogInbox>();
};

}  // namespace pinfold::ui
