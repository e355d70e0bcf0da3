// Pins by the window's hand.
#include "ui/session/pinning.h"
#include "support/shared_files.h"
#include "ui/session/session.h"

#include <gtest/gtest.h>

namespace pinfold::ui {
namespace {

class Pinning : public testing::Test {
protected:
    void SetUp() override {
        document.change(QStringLiteral("Open"), [](Deployment& deployment) {
            deployment.archives = {test::sample("digits_int8.tar")};
            deployment.board = "qemu-mps2-an500";
        });
        session.jobs().waitForAll();
        ASSERT_TRUE(session.plan());
    }
    const std::vector<std::string>& pins() { return document.deployment().plan.pins; }

    Session session;
    Document& document = session.document();
};

TEST_F(Pinning, NamesEveryBufferOfThePlanAsThePlanDoes) {
    const PlanFacts& facts = *session.plan();
    for (std::size_t i = 0; i < facts.items.size(); ++i) {
        EXPECT_EQ(pinName(*session.models(), facts.items[i]), facts.plan.buffers[i].name);
    }
    EXPECT_EQ(pinName(*session.models(), Item::op(0, 0)), "");
}

TEST_F(Pinning, ANewPlaceTakesTheOldOnesAndGroupsStay) {
    const Models& models = *session.models();
    const Item first = session.plan()->items[0];
    const Item second = session.plan()->items[1];
    document.change(QStringLiteral("Group"), [](Deployment& d) { d.plan.pins = {"kind:input!=PSRAM"}; });
    const Item both[] = {first, second};
    pinToRegion(document, models, both, "SRAM");
    ASSERT_EQ(pins().size(), 3u);
    pinToAddress(document, models, first, 0x20000100);
    EXPECT_EQ(exactPinsOf(pins(), models, first), std::vector{pinName(models, first) + "=0x20000100"});
    keepOutOf(document, models, {&second, 1}, "DTCM");
    EXPECT_EQ(exactPinsOf(pins(), models, second), std::vector{pinName(models, second) + "!=DTCM"});
    unpin(document, models, both);
    EXPECT_EQ(pins(), std::vector<std::string>{"kind:input!=PSRAM"});
    dropPin(document, "kind:input!=PSRAM");
    EXPECT_TRUE(pins().empty());
    for (int step = 0; step < 4; ++step) document.undoStack().undo();
    EXPECT_EQ(pins().size(), 3u);
}

TEST_F(Pinning, ThePlanFollows) {
    const Item input = session.plan()->items[0];
    pinToRegion(document, *session.models(), {&input, 1}, "PSRAM");
    session.jobs().waitForAll();
    ASSERT_EQ(session.planStage(), Stage::ready);
    const PlannedBuffer& buffer = session.plan()->plan.buffers[0];
    EXPECT_TRUE(buffer.pinned);
    EXPECT_EQ(session.plan()->plan.pools[static_cast<std::size_t>(buffer.pool)].region, "PSRAM");
}

}  // namespace
}  // namespace pinfold::ui
