// How a long job tells what it is doing.
#pragma once

#include <functional>
#include <string>

namespace pinfold {

struct Progress {
    std::string stage;     // "plan", "build" …: the stage of the way from archive to report
    std::string message;   // what is being done now, for a person; may be one line of a tool's output
    double fraction = -1;  // done so far, [0, 1], or negative where nobody knows
};

// Called on the job's own thread, as often as the job likes. May be empty.
using ProgressSink = std::function<void(const Progress&)>;

inline void report(const ProgressSink& sink, const Progress& progress) {
    if (sink) sink(progress);
}

}  // namespace pinfold
