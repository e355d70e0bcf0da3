// The main function of all test programs: with a home of their own, so that no test finds what the user has there, as
// boards and trusted archives, and none leaves anything.
#include "base/file.h"
#include "support/own_home.h"

#include <gtest/gtest.h>

#include <cstdio>

int main(int count, char** arguments) {
    testing::InitGoogleTest(&count, arguments);
    const auto home = pinfold::TemporaryFolder::create();
    if (!home.ok()) {
        std::fprintf(stderr, "%s\n", home.error().message.c_str());
        return 1;
    }
    pinfold::test::useHome(home->path());
    return RUN_ALL_TESTS();
}
