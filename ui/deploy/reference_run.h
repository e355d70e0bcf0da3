// Makes reference outputs on this computer, of every operator too, and sets them as the document's reference.
#pragma once

#include "ui/deploy/stage_record.h"
#include "ui/session/session.h"

#include <QPointer>

#include <filesystem>
#include <functional>

namespace pinfold::ui {

class ReferenceRun : public QObject {
    Q_OBJECT

public:
    explicit ReferenceRun(Session& session, QObject* parent = nullptr);
    ~ReferenceRun() override;

    // Whether code from these archives may run on this computer; asked for those that were not trusted before.
    using AskForTrust = std::function<bool(const QStringList& archives)>;
    void start(const std::filesystem::path& output, const AskForTrust& ask);
    void cancel();

    [[nodiscard]] bool isRunning() const { return record_->state() == StageState::running; }
    [[nodiscard]] StageRecord& record() const { return *record_; }
    // Why none can be made now; empty if one can.
    [[nodiscard]] QString obstacle() const;
    // A file beside the document or, if that was not saved yet, beside the inputs.
    [[nodiscard]] QString suggestedFile() const;

signals:
    void changed();  // isRunning() or obstacle()

private:
    struct Job {
        std::shared_ptr<const Models> models;
        std::filesystem::path inputs;
        std::filesystem::path output;
    };
    // An archive that the user has not trusted yet.
    struct Stranger {
        std::string name;
        std::string sha256;
    };

    void make(const Job& job, const std::vector<Stranger>& trusted);
    void take(const Job& job, std::int64_t samples, std::int64_t arrays);
    void stop(const std::optional<Error>& error);
    void reset();

    QPointer<Session> session_;
    StageRecord* record_;
};

}  // namespace pinfold::ui
