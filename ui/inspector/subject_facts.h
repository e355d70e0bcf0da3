// What the inspector tells about a thing: facts with an explanation each, some of them links to other things.
#pragma once

#include "ui/session/things.h"

#include <QString>

#include <vector>

namespace pinfold::ui {

struct Fact {
    QString name;         // empty: more of the fact before it
    QString value;        // with its unit
    QString help;         // what it means and how it is computed
    Subject link = {};    // selected when the fact is activated
    bool number = false;  // right-aligned
};

struct SubjectFacts {
    QString title;     // the thing's name
    QString subtitle;  // what it is
    std::vector<Fact> facts;
};

// Links that a list of one kind shows at most; one more line tells how many there are beside them.
inline constexpr std::size_t mostLinks = 24;

// `pins` of the document; `reports` may be null. Empty for no subject.
SubjectFacts factsAbout(const Things& things, const Subject& subject, const std::vector<std::string>& pins,
                        const Session::Reports* reports);

}  // namespace pinfold::ui
