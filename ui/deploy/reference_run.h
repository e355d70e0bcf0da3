// Makes reference outputs, of every operator too, on an emulated board or on this computer, and sets them as the
// document's reference.
#pragma once

#include "deploy/reference.h"
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

    // What is asked before code from archives runs on this computer.
    struct Questions {
        // Whether it may; for archives that were not trusted before.
        std::function<bool(const QStringList& archives)> trust;
        // Whether it may with all of the user's rights, since there is no sandbox; `cause` is a sentence.
        std::function<bool(const QString& cause)> withoutSandbox;
    };
    void startOnBoard(const std::filesystem::path& output);
    void startHere(const std::filesystem::path& output, const Questions& ask);
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
        ReferenceRequest request;
    };
    // An archive that the user has not trusted yet.
    struct Stranger {
        std::string name;
        std::string sha256;
    };

    // What is to be asked about.
    struct Findings {
        std::vector<Stranger> strangers;
        std::string noSandbox;  // why; empty if there is one
    };

    static Outcome<Findings> look(const Models& models, const CancelToken& cancel);
    [[nodiscard]] Job jobFor(const std::filesystem::path& output) const;
    void decide(Job job, const Findings& findings, const Questions& ask);
    void make(const Job& job, const std::vector<Stranger>& trusted);
    void take(const Job& job, const ReferenceResult& made);
    void stop(const std::optional<Error>& error);
    void reset();

    QPointer<Session> session_;
    StageRecord* record_;
};

}  // namespace pinfold::ui
