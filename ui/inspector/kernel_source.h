// An operator's kernel as the inspector shows it: its C, and the plan's ticks beside its statements.
#pragma once

#include "ui/session/model_facts.h"

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

// How much of the source file a kernel is in.
enum class SourceExtent { kernel, wholeFile };

struct KernelSource {
    QString title;      // the kernel's name or its file's; empty: there is no operator
    QString text;       // empty: why is in `note`
    int startLine = 0;  // of `text`, from 0: what a reader wants to see first
    std::vector<StatementMark> marks;
    QString note;  // why there is no source, why its statements have no ticks, or what is left out; empty: all is well
};

// Of more lines only so many are shown, those of the kernel among them.
inline constexpr int maxSourceLines = 5'000;

// Of an operator or of the operator that a workspace belongs to; of a tensor nothing.
KernelSource kernelSource(const ModelFacts& modelFacts, const Item& item, SourceExtent extent = SourceExtent::kernel);

}  // namespace pinfold::ui
