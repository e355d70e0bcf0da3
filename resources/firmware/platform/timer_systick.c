/* SPDX-License-Identifier: 0BSD */
/* Time from SysTick: 24 bits that count down with the core's clock; the wraps are counted by its interrupt. */
#include "cortex_m.h"
#include "platform_parts.h"

#define PERIOD 0x1000000u

static volatile uint32_t wraps;

void platform_systick_interrupt(void) { ++wraps; }

void platform_start_timer(void) {
  SYSTICK_RVR = PERIOD - 1u;
  SYSTICK_CVR = 0;
  wraps = 0;
  SYSTICK_CSR = BIT(2) | BIT(1) | BIT(0); /* core clock, interrupt, on */
}

/* The interrupt comes when the count reaches 0, one tick before it is reloaded: so 0 is the first tick of a period. */
uint64_t platform_ticks(void) {
  const uint32_t state = mask_interrupts();
  uint32_t count = SYSTICK_CVR;
  uint32_t periods = wraps;
  if (SCB_ICSR & SCB_ICSR_PENDSTSET) { /* it wrapped since interrupts are masked, perhaps after we read it */
    count = SYSTICK_CVR;
    ++periods;
  }
  restore_interrupts(state);
  return (uint64_t)periods * PERIOD + ((PERIOD - count) & (PERIOD - 1u));
}
