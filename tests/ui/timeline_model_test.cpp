// What the memory timeline knows and says, without a window.
#include "ui/memory/timeline_model.h"
#include "support/shared_files.h"
#include "ui/memory/timeline_words.h"
#include "ui/session/pinning.h"
#include "ui/text/words.h"

#include <gtest/gtest.h>

#include <random>

namespace pinfold::ui {
namespace {

TimelineBox box(int first, int end, std::int64_t offset = 0, std::int64_t bytes = 16) {
    TimelineBox made;
    made.life = {first, end};
    made.offset = offset;
    made.bytes = bytes;
    return made;
}

TEST(TimelineBoxes, FindWhatLivesInASpanAsTryingAllDoes) {
    std::mt19937 random(7);
    std::vector<TimelineBox> boxes;
    for (int i = 0; i < 1000; ++i) {
        const int first = static_cast<int>(random() % 5000);
        const int length = random() % 100 == 0 ? 3000 : 1 + static_cast<int>(random() % 20);
        boxes.push_back(box(first, first + length, 16 * i));
    }
    const TimelineBoxes sorted(boxes);
    for (int tick = 0; tick < 8000; tick += 37) {
        const int end = tick + 1 + tick % 50;
        int found = 0;
        sorted.visit(tick, end, [&](int index) {
            EXPECT_LT(sorted[index].life.first, end);
            EXPECT_GT(sorted[index].life.end, tick);
            ++found;
        });
        const auto expected = std::count_if(
            boxes.begin(), boxes.end(), [&](const TimelineBox& b) { return b.life.first < end && b.life.end > tick; });
        EXPECT_EQ(found, expected) << tick;
    }
}

class Timeline : public testing::Test {
protected:
    void open(std::vector<std::filesystem::path> archives, std::vector<std::string> pins = {}) {
        session.document().change(QStringLiteral("Open"), [&](Deployment& deployment) {
            deployment.archives = std::move(archives);
            deployment.board = "qemu-mps2-an500";
            deployment.plan.pins = std::move(pins);
        });
        session.jobs().waitForAll();
        ASSERT_TRUE(session.plan()) << (session.planError() ? session.planError()->message : "");
        model = std::make_unique<TimelineModel>(session.plan(), session.models());
    }
    void openSample(std::vector<std::string> pins = {}) { open({test::sample("digits_int8.tar")}, std::move(pins)); }

    Session session;
    std::unique_ptr<TimelineModel> model;
};

TEST_F(Timeline, HasABandForEveryRegionInTheBoardsOrder) {
    openSample();
    std::vector<std::string> regions;
    for (const TimelineBand& band : model->bands()) regions.push_back(band.region);
    EXPECT_EQ(regions, (std::vector<std::string>{"DTCM", "SRAM", "RAM", "PSRAM"}));
    EXPECT_EQ(model->bands()[0].pool, 0);
    EXPECT_EQ(model->bands()[1].pool, -1);
    EXPECT_GT(model->bands()[1].capacity, 500'000);
    EXPECT_EQ(model->bands()[0].boxes.size(), static_cast<int>(session.plan()->plan.buffers.size()));
}

TEST_F(Timeline, HasABandForEveryPieceThatIsLeftOfAnEmptyRegion) {
    session.document().change(QStringLiteral("Reserve"), [](Deployment& deployment) {
        deployment.plan.reserve = {"SRAM=0x20030000+4096", "PSRAM=0x60000000+16777216"};
    });
    openSample();
    std::vector<std::pair<std::string, std::uint64_t>> pieces;
    for (const TimelineBand& band : model->bands()) {
        if (band.pool < 0) pieces.emplace_back(band.region, band.address);
    }
    const Board& board = model->facts().board;
    const auto startOf = [&](const char* region) { return findRegion(board, region)->address; };
    EXPECT_EQ(
        pieces,
        (std::vector<std::pair<std::string, std::uint64_t>>{
            {"SRAM", startOf("SRAM")}, {"SRAM", 0x20031000}, {"RAM", startOf("RAM")}, {"PSRAM", startOf("PSRAM")}}));
    EXPECT_EQ(model->bands()[1].capacity, static_cast<std::int64_t>(0x20030000 - startOf("SRAM")));
    EXPECT_EQ(model->bands().back().capacity, 0);
}

TEST_F(Timeline, FindsEveryBufferByItemAndByPlace) {
    openSample();
    for (const Item& item : session.plan()->items) {
        const BoxPlace place = model->find(item);
        ASSERT_TRUE(place);
        EXPECT_EQ(model->itemOf(place), item);
        const TimelineBox& found = model->box(place);
        const double tick = 0.5 * (found.life.first + found.life.end);
        const double offset = static_cast<double>(found.offset) + static_cast<double>(found.bytes) / 2;
        EXPECT_EQ(model->at(place.band, tick, offset, 0, 0), place);
    }
    EXPECT_FALSE(model->find(Item::op(0, 0)));
    EXPECT_FALSE(model->find({}));
}

TEST_F(Timeline, FindsWhatIsNearWithinTheTolerance) {
    openSample();
    const BoxPlace first{0, 0};
    const TimelineBox& found = model->box(first);
    const double offset = static_cast<double>(found.offset) + 1;
    EXPECT_TRUE(model->at(0, -0.5, offset, 1, 0));
    EXPECT_FALSE(model->at(0, -0.5, offset, 0.25, 0));
}

TEST_F(Timeline, TicksBelongToOperatorsAndBack) {
    openSample();
    for (const PlannedOperator& op : session.plan()->plan.operators) {
        const Item item = Item::op(0, op.index);
        EXPECT_EQ(model->ticksOf(item), (TickSpan{op.firstTick, op.endTick}));
        EXPECT_EQ(model->operatorAt(op.firstTick), item);
        EXPECT_EQ(model->operatorAt(op.endTick - 1), item);
    }
    EXPECT_FALSE(model->operatorAt(-1));
    EXPECT_FALSE(model->operatorAt(session.plan()->plan.ticks));
}

TEST_F(Timeline, WalksOverAllBoxesAndStopsAtTheEnds) {
    openSample();
    BoxPlace place = model->walk({}, Walk::later);
    EXPECT_EQ(place, (BoxPlace{0, 0}));
    EXPECT_EQ(model->walk(place, Walk::earlier), place);
    const int boxes = model->bands()[0].boxes.size();
    for (int i = 1; i < boxes; ++i) place = model->walk(place, Walk::later);
    EXPECT_EQ(place.box, boxes - 1);
    EXPECT_EQ(model->walk(place, Walk::later), place);
}

TEST_F(Timeline, WalksUpToWhatLivesAtThatTimeAndIntoTheNextBand) {
    openSample();
    const BoxPlace low = model->walk({}, Walk::later);
    const BoxPlace high = model->walk(low, Walk::up);
    if (high != low) {
        EXPECT_GT(model->box(high).offset, model->box(low).offset);
        EXPECT_EQ(model->walk(high, Walk::down), low);
    }
    openSample({"kind:input=PSRAM"});
    const BoxPlace input = model->find(session.plan()->items[0]);
    ASSERT_EQ(input.band, 3);
    EXPECT_LT(model->walk(input, Walk::up).band, 3);
}

TEST_F(Timeline, TellsThePeakOfKeywordSpottingAsASum) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    open({test::modelFile("kws_int8.graph.tar")});
    EXPECT_EQ(peakText(*model, 0).replace(QChar(QChar::Nbsp), u' '),
              QStringLiteral("peak 56,192 B in operator 2: PaddedInput 24,192 + DepthwiseConv2d 32,000"));
}

TEST_F(Timeline, ThePeaksTermsAddUp) {
    openSample();
    const QString text = peakText(*model, 0);
    EXPECT_TRUE(text.startsWith(QStringLiteral("peak 2,624\u00a0B in operator "))) << text.toStdString();
    std::int64_t sum = 0;
    for (const QString& term : text.section(QStringLiteral(": "), 1).split(QStringLiteral(" + "))) {
        sum += term.section(u' ', -1).remove(u',').toLongLong();
    }
    EXPECT_EQ(sum, 2624);
}

TEST_F(Timeline, TellsOfABoxWhereItIsAndWhoUsesIt) {
    openSample();
    const BoxPlace input = model->find(session.plan()->items[0]);
    const QString text = boxText(*model, input);
    for (const char* part : {"image", "input", "tick 0, operator 0", "DTCM", "0x2000", "the application", "Read by"}) {
        EXPECT_TRUE(text.contains(QString::fromLatin1(part))) << part << " in " << text.toStdString();
    }
    EXPECT_FALSE(text.contains(QStringLiteral("Pinned by")));
}

TEST_F(Timeline, TellsThePinsOfABoxWhateverTheyCallIt) {
    openSample({"kind:input=SRAM"});
    const BoxPlace input = model->find(session.plan()->items[0]);
    EXPECT_TRUE(model->box(input).pinned);
    EXPECT_EQ(model->pinsOf(input), std::vector<std::string>{"kind:input=SRAM"});
    EXPECT_TRUE(boxText(*model, input).contains(QStringLiteral("kind:input=SRAM")));
}

TEST_F(Timeline, TellsAliases) {
    PINFOLD_NEEDS_MODEL("ad_float.graph.tar");
    open({test::modelFile("ad_float.graph.tar")});
    ASSERT_FALSE(session.plan()->plan.aliases.empty());
    const PlannedAlias& alias = session.plan()->plan.aliases.front();
    for (std::size_t i = 0; i < session.plan()->plan.buffers.size(); ++i) {
        if (session.plan()->plan.buffers[i].name != alias.of) continue;
        const QString text = boxText(*model, model->find(session.plan()->items[i]));
        EXPECT_TRUE(text.contains(QString::fromStdString(alias.name))) << text.toStdString();
    }
}

TEST_F(Timeline, NamesTheStatementOfATick) {
    openSample();
    ASSERT_TRUE(statementAt(*model, 0));
    const QString text = tickText(*model, 0);
    EXPECT_TRUE(text.contains(QStringLiteral("statement 1, lines "))) << text.toStdString();
}

TEST_F(Timeline, ShowsConstantsThatAreCopiedToRam) {
    openSample();
    const PlannedConstant constant = session.plan()->plan.constants.front();
    openSample({"const:" + constant.name + "=SRAM"});
    const BoxPlace place = model->find(Item::tensor(0, constant.tensor));
    ASSERT_TRUE(place);
    EXPECT_EQ(model->box(place).kind, TimelineKind::constant);
    EXPECT_EQ(model->nameOf(place), "const:" + constant.name);
    EXPECT_EQ(model->bands()[static_cast<std::size_t>(place.band)].region, "SRAM");
}

TEST_F(Timeline, MarksWhereAnotherModelBegins) {
    open({test::sample("digits_int8.tar"), test::modelFile("digits_float.graph.tar")});
    ASSERT_EQ(model->modelBorders().size(), 1u);
    const int border = model->modelBorders().front();
    EXPECT_EQ(model->operatorAt(border - 1).model, 0);
    EXPECT_EQ(model->operatorAt(border).model, 1);
}

TEST_F(Timeline, KnowsWhatDidNotFit) {
    openSample();
    session.document().change(QStringLiteral("Pin"), [](Deployment& d) {
        d.plan.pins = {"kind:activation=DTCM"};
        d.plan.reserve = {"DTCM=130000"};
    });
    session.jobs().waitForAll();
    ASSERT_EQ(session.planStage(), Stage::failed);
    const auto names = infeasible(*session.planError());
    EXPECT_FALSE(names.empty()) << session.planError()->message;
    const QString reason = headlineOf(*session.planError());
    EXPECT_TRUE(reason.contains(QStringLiteral("DTCM"))) << reason.toStdString();
    EXPECT_FALSE(reason.endsWith(u':'));
    EXPECT_TRUE(infeasible(Error{ErrorKind::badInput, "no details"}).empty());
}

}  // namespace
}  // namespace pinfold::ui
