#include "ui/session/mailbox.h"

#include <QTest>

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace pinfold::ui {
namespace {

TEST(Mailbox, LettersOfOtherThreadsRunHereInTheirOrder) {
    Mailbox mailbox;
    std::vector<int> read;
    std::thread sender([&] {
        for (int i = 0; i < 1000; ++i) {
            mailbox.post([&read, i] { read.push_back(i); });
        }
    });
    EXPECT_TRUE(QTest::qWaitFor([&] { return read.size() == 1000; }));
    sender.join();
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(read[static_cast<std::size_t>(i)], i);
}

TEST(Mailbox, ALetterMayPostAnother) {
    Mailbox mailbox;
    bool second = false;
    mailbox.post([&] { mailbox.post([&] { second = true; }); });
    mailbox.wait();
    mailbox.deliver();
    EXPECT_TRUE(second);
}

TEST(Mailbox, WhatWasNotReadGoesWithIt) {
    const auto held = std::make_shared<int>(1);
    {
        Mailbox mailbox;
        mailbox.post([held] {});
    }
    EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace pinfold::ui
