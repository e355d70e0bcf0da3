#include "build/memory_map.h"

#include <gtest/gtest.h>

namespace pinfold {
namespace {

constexpr std::string_view map = R"(Archive member included to satisfy reference by file (symbol)

Discarded input sections

 .text          0x00000000        0x0 build/start.c.obj
 .text.unused   0x00000000       0x20 build/start.c.obj

Memory Configuration

Name             Origin             Length             Attributes
FLASH            0x00000000         0x00400000         xr

Linker script and memory map

LOAD build/start.c.obj

.text           0x00000000      0x240
 *(.vectors)
 .vectors       0x00000000      0x200 build/start.c.obj
                0x00000000                vectors
 .text.a_function_with_a_long_name
                0x00000200       0x20 libmodel.a(kernel_lib1.c.obj)
                0x00000200                a_function_with_a_long_name
 *fill*         0x00000220        0x4 
 .text.empty    0x00000224        0x0 build/start.c.obj
 .text.expf     0x00000224       0x1c /a folder/libm.a(libm_a-expf.o)

.pinfold.DTCM   0x20000000      0x100
 .pinfold.DTCM  0x20000000      0x100 build/kws_network.c.obj
                0x20000000                pinfold_pool_0
)";

TEST(MemoryMap, ListsWhatWasPlacedAndWhoseItIs) {
    const auto placed = readMemoryMap(map, "firmware.map");
    ASSERT_TRUE(placed.ok()) << placed.error().message;
    ASSERT_EQ(placed->size(), 4U);
    EXPECT_EQ((*placed)[0].name, ".vectors");
    EXPECT_EQ((*placed)[0].bytes, 0x200);
    EXPECT_EQ((*placed)[1].name, ".text.a_function_with_a_long_name");
    EXPECT_EQ((*placed)[1].file, "kernel_lib1.c.obj");
    EXPECT_EQ((*placed)[1].address, 0x200U);
    EXPECT_EQ((*placed)[2].file, "libm_a-expf.o");
    EXPECT_EQ((*placed)[3].output, ".pinfold.DTCM");
    EXPECT_EQ((*placed)[3].bytes, 0x100);
}

TEST(MemoryMap, OtherTextIsRefused) {
    const auto placed = readMemoryMap("hello", "firmware.map");
    ASSERT_FALSE(placed.ok());
    EXPECT_NE(placed.error().message.find("firmware.map: is no map file"), std::string::npos);
}

}  // namespace
}  // namespace pinfold
