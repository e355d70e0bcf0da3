// The sections, in this order:
//   code region   vectors, code, read-only data, models, weights, then the initial values of .data
//   RAM regions   .pinfold.<region> at the first byte (aligned as its arrays ask), so that pools lie where the plan
//   says stack region  after its pools: .data, .bss, memory that survives a reset, free bytes, the stack up to the last
//   byte
// Sections without contents are in no segment: then no loader writes them, and a reset of the emulator, which loads the
// file again, leaves them alone. The free bytes are a section because only so does ld report an overflow as what is
// missing in the region.
#include "codegen/linker_script.h"

namespace pinfold {
namespace {

constexpr std::int64_t weightAlignment = 16;
constexpr std::int64_t stackAlignment = 8;  // Procedure Call Standard for the Arm Architecture, 6.2.1.2

std::string memories(const Board& board) {
    std::string text = "MEMORY\n{\n";
    for (const auto& region : board.regions) {
        text += fmt::format("  {} ({}) : ORIGIN = 0x{:08x}, LENGTH = {}\n", region.name,
                            region.kind == RegionKind::flash ? "rx" : "rw", region.address, region.bytes);
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

std::string poolSections(const Board& board) {
    std::string text;
    for (const auto& region : board.regions) {
        if (region.kind != RegionKind::ram) continue;
        text += fmt::format("  .pinfold.{0} (NOLOAD) :\n  {{\n    *(.pinfold.{0})\n  }} > {0} :NONE\n", region.name);
    }
    return text + "\n";
}

std::string dataSections(const std::string& region, const std::string& codeRegion) {
    // No symbol of its own: inside a section, ld takes a symbol's value for an offset in that section.
    const auto stackFloor = fmt::format("ORIGIN({0}) + LENGTH({0}) - __stack_size__", region);
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
  .pinfold.stack (NOLOAD) : ALIGN({2})
  {{
    __stack_limit__ = .;
    . += __stack_size__;
    __stack_top__ = .;
  }} > {0} :NONE
)",
                       region, codeRegion, stackAlignment, stackFloor);
}

}  // namespace

std::string linkerScript(const Board& board, const Plan& plan) {
    const std::int64_t stackBytes = (plan.stackBytes + stackAlignment - 1) / stackAlignment * stackAlignment;
    return fmt::format(
               "/* SPDX-License-Identifier: 0BSD */\n/* Linker script for {} ({}). */\n\nENTRY(platform_reset)\n\n",
               board.title, board.id) +
           memories(board) +
           "PHDRS\n{\n  code PT_LOAD FLAGS(5); /* read, execute */\n  data PT_LOAD FLAGS(6); /* read, write */\n}\n\n" +
           fmt::format("__stack_size__ = {};\n\n", stackBytes) +
           "SECTIONS\n{\n  /DISCARD/ :\n  {\n    *(.ARM.extab .ARM.extab.* .ARM.exidx .ARM.exidx.*)\n  }\n" +
           codeSections(board.codeRegion) + poolSections(board) + dataSections(board.stackRegion, board.codeRegion) +
           fmt::format("}}\n\nASSERT(__stack_top__ <= ORIGIN({0}) + LENGTH({0}), \"the stack does not fit {0}\")\n",
                       board.stackRegion);
}

}  // namespace pinfold
