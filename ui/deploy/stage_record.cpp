#include "ui/deploy/stage_record.h"

#include "ui/text/words.h"

#include <algorithm>
#include <utility>

namespace pinfold::ui {

void LogInbox::add(const std::string& line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(line);
    if (lines_.size() > maxLogLines) lines_.pop_front();
}

QStringList LogInbox::take() {
    std::deque<std::string> lines;
    {
        const std::lock_guard lock(mutex_);
        lines.swap(lines_);
    }
    QStringList texts;
    for (const std::string& line : lines) texts.append(QString::fromStdString(line).trimmed());
    return texts;
}

double StageRecord::seconds() const {
    return since_.isValid() ? static_cast<double>(since_.elapsed()) / 1000 : seconds_;
}

// What an earlier run left; a job that may still be running writes to its own inbox.
void StageRecord::clear() {
    log_.clear();
    line_.clear();
    error_.reset();
    fraction_ = seconds_ = 0;
    outdated_ = false;
    since_.invalidate();
    inbox_ = std::make_shared<LogInbox>();
}

void StageRecord::begin() {
    clear();
    state_ = StageState::running;
    since_.start();
    emit changed();
    emit stateChanged();
}

void StageRecord::tell(const Progress& progress) {
    if (state_ != StageState::running) return;
    line_ = QString::fromStdString(progress.message).simplified();
    fraction_ = std::clamp(progress.fraction, 0.0, 1.0);
    collect();
    emit changed();
}

void StageRecord::succeed(const QString& line) { end(StageState::done, line); }

void StageRecord::fail(const Error& error) {
    error_ = error;
    end(StageState::failed, errorText(error).simplified());
}

void StageRecord::skip(const QString& why) {
    clear();
    end(StageState::skipped, why);
}

void StageRecord::cancel() { end(StageState::cancelled, tr("Cancelled")); }

void StageRecord::reset() {
    clear();
    end(StageState::waiting, {});
}

void StageRecord::markOutdated() {
    if (state_ == StageState::skipped) return reset();
    if (outdated_ || (state_ != StageState::done && state_ != StageState::failed && state_ != StageState::running)) {
        return;
    }
    outdated_ = true;
    emit changed();
}

void StageRecord::end(StageState state, const QString& line) {
    if (since_.isValid()) {
        seconds_ = seconds();
        since_.invalidate();
        collect();
    }
    const bool differs = std::exchange(state_, state) != state;
    line_ = line;
    emit changed();
    if (differs) emit stateChanged();
}

void StageRecord::collect() {
    const QStringList lines = inbox_->take();
    if (lines.isEmpty()) return;
    log_.append(lines);
    if (log_.size() > maxLogLines) log_.erase(log_.begin(), log_.end() - maxLogLines);
    emit logged(lines);
}

}  // namespace pinfold::ui
