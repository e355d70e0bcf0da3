/* SPDX-License-Identifier: 0BSD */
/* The ring buffer between the UART's interrupt, which writes it, and platform_read(). */
#include "cortex_m.h"
#include "platform_parts.h"

_Static_assert((PLATFORM_RX_RING & (PLATFORM_RX_RING - 1u)) == 0, "PLATFORM_RX_RING must be a power of two");

static uint8_t ring[PLATFORM_RX_RING];
static volatile uint32_t written; /* both count bytes since start, modulo 2^32 */
static volatile uint32_t taken;
static volatile uint32_t lost;

void platform_received(uint8_t byte) {
  const uint32_t position = written;
  if (position - taken >= PLATFORM_RX_RING) {
    ++lost;
    return;
  }
  ring[position % PLATFORM_RX_RING] = byte;
  __asm volatile("" ::: "memory"); /* the byte is there before its count */
  written = position + 1;
}

void platform_receive_lost(void) { ++lost; }

uint32_t platform_receive_overruns(void) { return lost; }

uint32_t platform_read(uint8_t *bytes, uint32_t capacity) {
  const uint32_t position = taken;
  uint32_t count = written - position;
  if (count > capacity) count = capacity;
  __asm volatile("" ::: "memory");
  for (uint32_t i = 0; i < count; ++i) bytes[i] = ring[(position + i) % PLATFORM_RX_RING];
  __asm volatile("" ::: "memory");
  taken = position + count;
  return count;
}

void platform_idle(void) {
  const uint32_t state = mask_interrupts(); /* a pending interrupt wakes the processor even while it is masked */
  if (written == taken) {
    data_barrier();
    wait_for_interrupt();
  }
  restore_interrupts(state);
}
