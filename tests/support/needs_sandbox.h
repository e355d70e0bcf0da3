// For tests of what runs in the sandbox, and of what happens where there is none.
#pragma once

#include "base/file.h"
#include "base/process/sandbox.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace pinfold::test {

// Why there is no sandbox on this machine; empty if there is one.
std::string sandboxObstacle(SandboxUse use);

// As long as it lives, PATH is another one.
class OtherPath {
public:
    explicit OtherPath(const std::string& path);
    OtherPath(const OtherPath&) = delete;
    OtherPath& operator=(const OtherPath&) = delete;
    ~OtherPath();

private:
    std::string before_;
};

// As long as it lives, there is no sandbox for this program and those that it starts: the kernel seems to forbid it.
class NoSandboxHere {
public:
    NoSandboxHere();

private:
    TemporaryFolder folder_;
    std::unique_ptr<OtherPath> path_;
};

}  // namespace pinfold::test

// Leaves the test out where there is no sandbox.
#define PINFOLD_NEEDS_SANDBOX()                                                                            \
    if (const auto why = ::pinfold::test::sandboxObstacle(::pinfold::SandboxUse::compute); !why.empty()) { \
        GTEST_SKIP() << why;                                                                               \
    }                                                                                                      \
    static_assert(true)
