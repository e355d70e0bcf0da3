/* SPDX-License-Identifier: 0BSD */
/* Arm MPS2 with FPGA image AN500 (Arm DAI 0500), as QEMU plays it: Cortex-M7, 32 interrupts, no clocks to set up, no
   caches. */
#include "cortex_m.h"
#include "platform_parts.h"

PLATFORM_VECTOR_TABLE(32);

void platform_start_clocks(void) {}
