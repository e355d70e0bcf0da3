// What archives' file names end in.
#pragma once

#include <string>
#include <vector>

namespace pinfold {

// ".tar", ".tgz", and ".tar.gz" and the like for every compression that readTar() takes. What a file is, its bytes say;
// these are for file dialogs, and for what an archive is called.
std::vector<std::string> archiveEndings();

}  // namespace pinfold
