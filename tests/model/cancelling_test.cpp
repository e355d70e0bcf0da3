// Importing a model ends where it is cancelled.
#include "support/cancelling.h"
#include "base/elf.h"
#include "kernel/reader.h"
#include "kernel/source_safety.h"
#include "model/graph.h"
#include "model/model.h"
#include "model/stored_constants.h"
#include "support/archive_builder.h"
#include "support/model_maker.h"
#include "support/must.h"

#include <gmock/gmock.h>

namespace pinfold {
namespace {

Archive archiveOf() {
    test::SyntheticModel model("net");
    model.output(model.elementwise("twice", {model.input("x", {DType::float32, {4}})}, "2.0f * $0"));
    return test::must(readArchiveBytes(model.tar(), "net.tar"));
}

TEST(CancelledImport, EveryPartBreaksOff) {
    CancelSource source;
    source.cancel();
    const Archive archive = archiveOf();
    const ArchiveModule& module = archive.modules.front();
    const ArchiveFile& code = module.sources.front();
    EXPECT_TRUE(readGraph(module.graphJson).ok());
    EXPECT_FALSE(readGraph(module.graphJson, source.token()).ok());
    EXPECT_TRUE(readKernels(code.bytes, code.name).ok());
    EXPECT_FALSE(readKernels(code.bytes, code.name, source.token()).ok());
    EXPECT_TRUE(refuseFileAccess(code.bytes, code.name).ok());
    EXPECT_FALSE(refuseFileAccess(code.bytes, code.name, source.token()).ok());
}

TEST(CancelledImport, IsNoErrorWhereverItEnds) {
    const Archive archive = archiveOf();
    CancelSource before;
    before.cancel();
    const auto never = importModel(archive, archive.modules.front(), before.token());
    ASSERT_TRUE(never.ok()) << never.error().message;
    EXPECT_TRUE(isCancelled(*never));

    CancelSource meanwhile;
    std::string said;
    const auto broken = importModel(archive, archive.modules.front(), meanwhile.token(), [&](const Progress& progress) {
        said = progress.message;
        meanwhile.cancel();
    });
    ASSERT_TRUE(broken.ok()) << broken.error().message;
    EXPECT_TRUE(isCancelled(*broken));
    EXPECT_EQ(said, "net: reading the kernels of net");
}

// Equal constants are stored once, so all of their bytes are looked at: constant by constant.
TEST(CancelledConstants, AreNotLookedAtAnyMore) {
    test::ModelMaker maker;
    int last = maker.input("x", 100);
    for (int i = 0; i < 50; ++i) {
        const std::string name = "w" + std::to_string(i);
        last = maker.op("op" + std::to_string(i), {last, maker.constant(name, 100 + i)}, 100);
    }
    maker.output(last);
    EXPECT_EQ(
        test::timesAsked([&](const CancelToken& cancel) { EXPECT_TRUE(storeConstants(maker.model, cancel).ok()); }),
        50);
    test::cancelAtMoments(50, 0,
                          [&](const CancelToken& cancel) { EXPECT_FALSE(storeConstants(maker.model, cancel).ok()); });
}

}  // namespace
}  // namespace pinfold
