/* SPDX-License-Identifier: 0BSD */
/* Time from the cycle counter of the debug unit (DDI 0403, C1.8): 32 bits, made 64 by looking often enough, which is
   once in 25 s at 168 MHz and once in 10 s at 400 MHz. */
#include "cortex_m.h"
#include "platform_parts.h"

static uint32_t last;
static uint64_t total;

void platform_start_timer(void) {
  SCB_DEMCR |= SCB_DEMCR_TRCENA;
  DWT_LAR = DWT_LAR_KEY; /* the Cortex-M7 locks it; elsewhere the write is ignored */
  DWT_CYCCNT = 0;
  DWT_CTRL |= DWT_CTRL_CYCCNTENA;
  last = 0;
  total = 0;
}

uint64_t platform_ticks(void) {
  const uint32_t now = DWT_CYCCNT;
  total += now - last;
  last = now;
  return total;
}
