// An operator's kernel as the inspector shows it: its C, and the plan's ticks beside its statements.
#pragma once

#include "ui/session/things.h"

#include <QString>

#include <vector>

namespace pinfold::ui {

// Lines of KernelSource::text that are one statement, both included, from 0.
struct StatementMark {
    int firstLine = 0;
    int lastLine = 0;
    int tick = -1;      // of the plan; -1: it uses no memory of the plan, or there is no plan yet
    QString alive{};    // what is alive then, per pool: "56,192 B in DTCM"
    bool peak = false;  // the first tick with the most bytes of some pool
};

struct KernelSource {
    QString title;  // the kernel's name, empty: there is no operator
    QString text;   // its definition only; empty: why is in `note`
    std::vector<StatementMark> marks;
    QString note;  // why there is no source or why its statements have no ticks; empty: all is well
};

// Of more lines only so many are shown.
inline constexpr int mostSourceLines = 5'000;

// Of an operator or of the operator that a workspace belongs to; of a tensor nothing.
KernelSource kernelSource(const Things& things, const Subject& subject);

}  // namespace pinfold::ui
