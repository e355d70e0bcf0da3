// What a new user does: look, move a tensor, deploy, and find out which operator is wrong.
#include "guided.h"

#include "base/file.h"
#include "mlf/archive.h"
#include "support/must.h"
#include "support/shared_files.h"
#include "ui/memory/memory_view.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QStandardPaths>

#include <algorithm>

namespace pinfold::ui {
namespace {

bool hasTools() {
    return !QStandardPaths::findExecutable(QStringLiteral("qemu-system-arm")).isEmpty() &&
           !QStandardPaths::findExecutable(QStringLiteral("arm-none-eabi-gcc")).isEmpty();
}

// The largest workspace of the plan, by index.
std::size_t largestWorkspaceOf(const Plan& plan) {
    std::size_t largest = plan.buffers.size();
    for (std::size_t i = 0; i < plan.buffers.size(); ++i) {
        if (plan.buffers[i].kind != BufferKind::workspace) continue;
        if (largest == plan.buffers.size() || plan.buffers[i].bytes > plan.buffers[largest].bytes) largest = i;
    }
    return largest;
}

// What the run takes: keyword spotting, as the pictures show it, or the bundled sample where that is not here.
struct Taken {
    QString name;  // of the files
    std::filesystem::path archive;
    std::filesystem::path inputs;
    QString peak;  // bytes of RAM
};

Taken taken() {
    const auto kws = test::modelFile("kws_int8.graph.tar");
    if (!kws.empty()) return {QStringLiteral("kws"), kws, test::modelFile("kws_int8_io.npz"), QStringLiteral("56,192")};
    return {QStringLiteral("digits"), test::sample("digits_int8.tar"), test::sample("digits_int8_io.npz"),
            QStringLiteral("2,624")};
}

class GuidedRun : public Guided {
protected:
    void SetUp() override {
        if (!hasTools()) GTEST_SKIP() << "qemu-system-arm or arm-none-eabi-gcc is not installed";
        Guided::SetUp();
        std::filesystem::copy_file(model_.archive, copy(".tar").toStdString());
        std::filesystem::copy_file(model_.inputs, copy(".npz").toStdString());
    }
    void TearDown() override {
        if (window) Guided::TearDown();
    }

    // The run's own file of the model with this ending.
    [[nodiscard]] QString copy(const char* ending) const {
        return folder.filePath(model_.name + QLatin1String(ending));
    }
    [[nodiscard]] const QString& peak() const { return model_.peak; }

    std::string regionOf(std::size_t buffer) {
        const PlannedBuffer& planned = plan().plan.buffers[buffer];
        return plan().plan.pools[static_cast<std::size_t>(planned.pool)].region;
    }

    // With the mouse, in steps, as a hand does it.
    void drag(TimelinePlot& plot, const QPoint& from, const QPoint& to) {
        QTest::mousePress(&plot, Qt::LeftButton, {}, from);
        for (int step = 1; step <= 8; ++step) {
            const QPoint at = from + (to - from) * step / 8;
            QMouseEvent move(QEvent::MouseMove, at, plot.mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
            QCoreApplication::sendEvent(&plot, &move);
        }
        picture("dragging");
        QTest::mouseRelease(&plot, Qt::LeftButton, {}, to);
        settle();
    }

    void deploy() {
        showPanel("deployPanel");
        session().dropReports();
        click(child<QAbstractButton>("deployButton"));
        waitFor(
            "the validation", [this] { return session().reports() != nullptr; }, 300);
        settle();
    }

private:
    const Taken model_ = taken();
};

// Changes one weight of a parameter of the archive, in place: a tar has no checksum over what its members hold. Returns
// the parameter's name.
std::string changeAWeight(const std::filesystem::path& path) {
    auto archive = test::uncancelled(readArchive(path));
    EXPECT_TRUE(archive.ok());
    const auto& parameters = archive->modules.front().parameters;
    const auto chosen =
        std::max_element(parameters.begin(), parameters.end(),
                         [](const Parameter& a, const Parameter& b) { return a.bytes.size() < b.bytes.size(); });
    auto bytes = readFile(path, std::uint64_t{1} << 30);
    EXPECT_TRUE(bytes.ok());
    const std::size_t at = bytes->find(chosen->bytes);
    EXPECT_NE(at, std::string::npos);
    for (std::size_t i = 0; i < 64; ++i) (*bytes)[at + i] = static_cast<char>((*bytes)[at + i] ^ 0x40);
    EXPECT_TRUE(writeFileAtomically(path, *bytes).ok());
    return chosen->name;
}

TEST_F(GuidedRun, FromAModelToTheOperatorThatIsWrong) {
    picture("welcome");
    open({copy(".tar")});

    // The peak, in words.
    showPanel("memoryView");
    auto& memory = child<MemoryView>("memoryView");
    EXPECT_TRUE(child<QLabel>("memoryPeak").text().contains(peak()))
        << child<QLabel>("memoryPeak").text().toStdString();

    // The largest workspace to SRAM, by hand.
    const std::size_t workspace = largestWorkspaceOf(plan().plan);
    ASSERT_NE(regionOf(workspace), "SRAM");
    const Item item = plan().items[workspace];
    TimelinePlot& plot = memory.plot();
    const auto bands = plot.model()->bands();
    const auto sram = std::find_if(bands.begin(), bands.end(), [](const auto& band) { return band.region == "SRAM"; });
    ASSERT_NE(sram, bands.end());
    const BoxPlace box = plot.model()->find(item);
    const QPointF from = (plot.boxRectangle(box) & plot.bandRectangle(box.band)).center();
    const QPointF to(from.x(), plot.bandRectangle(static_cast<int>(sram - bands.begin())).center().y());
    drag(plot, from.toPoint(), to.toPoint());
    const auto pins = session().document().deployment().plan.pins;
    ASSERT_EQ(pins.size(), 1u);
    const auto find = [&] {
        const auto& items = plan().items;
        return static_cast<std::size_t>(std::find(items.begin(), items.end(), item) - items.begin());
    };
    EXPECT_EQ(regionOf(find()), "SRAM");
    key(Qt::Key_Z, Qt::ControlModifier);
    settle();
    EXPECT_NE(regionOf(find()), "SRAM");
    key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    settle();
    EXPECT_EQ(regionOf(find()), "SRAM");

    // The board agrees with the reference of the samples.
    showPanel("deployPanel");
    type(child<QLineEdit>("deployInputs"), copy(".npz"));
    settle();
    deploy();
    ASSERT_FALSE(HasFatalFailure());
    EXPECT_EQ(session().reports()->front().passed, true);

    // A reference of every operator, then another weight.
    toSave = inFolder("reference.npz");
    trusts = true;
    click(child<QAbstractButton>("deployMakeReference"));
    waitFor(
        "the reference", [this] { return !session().document().deployment().validation.reference.empty(); }, 120);
    EXPECT_EQ(trustAsked, 1);
    toSave = copy(".pinfold");
    key(Qt::Key_S, Qt::ControlModifier);
    settle();
    EXPECT_FALSE(session().document().isModified());
    const std::string weight = changeAWeight(copy(".tar").toStdString());
    key(Qt::Key_N, Qt::ControlModifier);
    open({copy(".pinfold")});
    EXPECT_EQ(session().document().deployment().plan.pins, pins);
    deploy();
    ASSERT_FALSE(HasFatalFailure());
    const ValidationReport& report = session().reports()->front();
    EXPECT_EQ(report.passed, false);
    ASSERT_TRUE(report.firstDifferingOperator);
    const int wrong = report.operators[static_cast<std::size_t>(*report.firstDifferingOperator)].index;
    const Model& model = session().models()->front();
    const auto& inputs = model.operators[static_cast<std::size_t>(wrong)].inputs;
    EXPECT_TRUE(std::any_of(inputs.begin(), inputs.end(), [&](int tensor) {
        return model.tensors[static_cast<std::size_t>(tensor)].name == weight;
    })) << "the first wrong operator uses the changed weight";
    EXPECT_EQ(session().selection().selected(), Item::op(0, wrong));
    EXPECT_TRUE(errors.isEmpty()) << errors.join(QLatin1Char('\n')).toStdString();
    showPanel("validationView");
    picture("validation-failed");
}

}  // namespace
}  // namespace pinfold::ui
