/* SPDX-License-Identifier: 0BSD */
/* For a board without a serial port. */
#include "platform_parts.h"

void platform_start_uart(void) {}

void platform_write(const uint8_t *bytes, uint32_t count) {
  (void)bytes;
  (void)count;
}
