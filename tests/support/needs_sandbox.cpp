#include "support/needs_sandbox.h"

#include "support/must.h"

#include <cstdlib>
#include <fstream>

namespace pinfold::test {

std::string sandboxObstacle(SandboxUse use) {
    const auto there = requireSandbox(use, {});
    return there.ok() ? std::string() : there.error().message;
}

OtherPath::OtherPath(const std::string& path) : before_(std::getenv("PATH")) { ::setenv("PATH", path.c_str(), 1); }

OtherPath::~OtherPath() { ::setenv("PATH", before_.c_str(), 1); }

NoSandboxHere::NoSandboxHere() : folder_(must(TemporaryFolder::create())) {
    const std::filesystem::path fake = folder_.path() / "bwrap";
    std::ofstream(fake) << "#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n";
    std::filesystem::permissions(fake, std::filesystem::perms::owner_all);
    path_ = std::make_unique<OtherPath>(folder_.path().string() + ":" + std::getenv("PATH"));
}

}  // namespace pinfold::test
