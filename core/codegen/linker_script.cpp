// The sections, in this order:
//   code region   vectors, code, read-only data, models, weights, then the initial values of .data
//   RAM regions   the pools, each at the address that the plan gives it
//   stack region  in what pools and reserved ranges leave of it: .data, .bss, memory that survives a reset, free bytes,
//                 a guard that a stack which overflows runs into, the stack up to the last byte
// The stack region's line under MEMORY is only that part, so that nothing else can come to lie in a pool or a reserved
// range, and ld can say by how much it is too small. Sections without contents are in no segment: then no loader writes
// them, and a reset of the emulator, which loads the file again, leaves them alone. The free bytes are a section
// because only so does ld report an overflow as what is missing in the region.
#include "codegen/linker_script.h"

#include "codegen/pool_sections.h"

namespace pinfold {
namespace {

constexpr std::int64_t weightAlignment = 16;
constexpr std::int64_t stackAlignment = 8;     // Procedure Call Standard for the Arm Architecture, 6.2.1.2
constexpr std::int64_t stackGuardBytes = 256;  // an array of that size on the stack does not jump over it

std::string memories(const Board& board, const AddressRange& own) {
    std::string text = "MEMORY\n{\n";
    for (const auto& region : board.regions) {
        const bool ofStack = region.name == board.stackRegion;
        text += fmt::format("  {} ({}) : ORIGIN = 0x{:08x}, LENGTH = {}{}\n", region.name,
                            region.kind == RegionKind::flash ? "rx" : "rw", ofStack ? own.address : region.address,
                            ofStack ? own.bytes : region.bytes,
                            ofStack ? fmt::format(" /* of {} at 0x{:08x} */", region.bytes, region.address) : "");
    }
    return text + "}\n\n";
}

std::string codeSections(const std::string& region) {
    return fmt::format(R"(  .vectors :
  {{
    KEEP(*(.pinfold.vectors))
  }} > {0} :code
  .text : ALIGN(4)
  {{
    *(.text .text.*)
  }} > {0} :code
  .init_array : ALIGN(4)
  {{
    __init_array_start__ = .;
    KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*) .init_array))
    __init_array_end__ = .;
  }} > {0} :code
  .rodata : ALIGN(4)
  {{
    *(.rodata .rodata.*)
  }} > {0} :code
  .nn_models : ALIGN(4)
  {{
    __models_section_start__ = .;
    KEEP(*(.nn_models))
    __models_section_end__ = .;
  }} > {0} :code
  .nn_weights : ALIGN({1})
  {{
    KEEP(*(.nn_weights .nn_weights.*))
  }} > {0} :code

)",
                       region, weightAlignment);
}

std::string placedPools(const std::vector<PoolSection>& pools) {
    std::string text;
    for (const PoolSection& pool : pools) {
        text += fmt::format("  {0} 0x{1:08x} (NOLOAD) :\n  {{\n    *({0})\n  }} :NONE\n", pool.name, pool.address);
    }
    return text + "\n";
}

std::string assertions(const std::vector<PoolSection>& pools) {
    std::string text;
    for (const PoolSection& pool : pools) {
        text += fmt::format(
            "ASSERT(ADDR({0}) == 0x{1:08x} && SIZEOF({0}) == {2}, \"{0} is not the {2} bytes at 0x{1:08x} that the "
            "plan has\")\n",
            pool.name, pool.address, pool.bytes);
    }
    return text;
}

std::string dataSections(const std::string& region, const std::string& codeRegion) {
    // No symbol of its own: inside a section, ld takes a symbol's value for an offset in that section.
    const auto guard = fmt::format("ORIGIN({0}) + LENGTH({0}) - __stack_size__ - {1}", region, stackGuardBytes);
    return fmt::format(R"(  .data : ALIGN(8)
  {{
    __data_start__ = .;
    *(.data .data.*)
    . = ALIGN(4);
    __data_end__ = .;
  }} > {0} AT > {1} :data
  __data_load__ = LOADADDR(.data);
  .bss (NOLOAD) : ALIGN(8)
  {{
    __bss_start__ = .;
    *(.bss .bss.* COMMON)
    . = ALIGN(4);
    __bss_end__ = .;
  }} > {0} :NONE
  .pinfold.noinit (NOLOAD) : ALIGN(8)
  {{
    *(.pinfold.noinit)
  }} > {0} :NONE
  .pinfold.free (NOLOAD) : ALIGN({2})
  {{
    . += {3} > ABSOLUTE(.) ? {3} - ABSOLUTE(.) : 0;
  }} > {0} :NONE
  .pinfold.guard (NOLOAD) : ALIGN({2})
  {{
    __stack_guard__ = .;
    . += {4};
  }} > {0} :NONE
  .pinfold.stack (NOLOAD) : ALIGN({2})
  {{
    __stack_limit__ = .;
    . += __stack_size__;
    __stack_top__ = .;
  }} > {0} :NONE
)",
                       region, codeRegion, stackAlignment, guard, stackGuardBytes);
}

}  // namespace

std::string linkerScript(const Board& board, const Plan& plan) {
    const std::int64_t stackBytes = (plan.stackBytes + stackAlignment - 1) / stackAlignment * stackAlignment;
    const std::vector<PoolSection> pools = poolSections(plan, board);
    return fmt::format(
               "/* SPDX-License-Identifier: 0BSD */\n/* Linker script for {} ({}). */\n\nENTRY(platform_reset)\n\n",
               board.title, board.id) +
           memories(board, ownRange(plan, board)) +
           "PHDRS\n{\n  code PT_LOAD FLAGS(5); /* read, execute */\n  data PT_LOAD FLAGS(6); /* read, write */\n}\n\n" +
           fmt::format("__stack_size__ = {};\n\n", stackBytes) +
           "SECTIONS\n{\n  /DISCARD/ :\n  {\n    *(.ARM.extab .ARM.extab.* .ARM.exidx .ARM.exidx.*)\n  }\n" +
           codeSections(board.codeRegion) + placedPools(pools) + dataSections(board.stackRegion, board.codeRegion) +
           fmt::format("}}\n\nASSERT(__stack_top__ <= ORIGIN({0}) + LENGTH({0}), \"the stack does not fit {0}\")\n",
                       board.stackRegion) +
           assertions(pools);
}

}  // namespace pinfold
