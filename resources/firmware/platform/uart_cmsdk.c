/* SPDX-License-Identifier: 0BSD */
/* The UART of Arm's Cortex-M System Design Kit (DDI 0479, 4.3.3). */
#include "cortex_m.h"
#include "platform_parts.h"

#define UART_DATA REGISTER(PLATFORM_UART_BASE + 0x00u)
#define UART_STATE REGISTER(PLATFORM_UART_BASE + 0x04u)
#define UART_STATE_TXFULL BIT(0)
#define UART_STATE_RXFULL BIT(1)
#define UART_STATE_RXOVERRUN BIT(3)
#define UART_CTRL REGISTER(PLATFORM_UART_BASE + 0x08u)
#define UART_CTRL_TX BIT(0)
#define UART_CTRL_RX BIT(1)
#define UART_CTRL_RXINTERRUPT BIT(3)
#define UART_INTCLEAR REGISTER(PLATFORM_UART_BASE + 0x0Cu)
#define UART_INTCLEAR_RX BIT(1)
#define UART_BAUDDIV REGISTER(PLATFORM_UART_BASE + 0x10u) /* at least 16 */

void platform_start_uart(void) {
  UART_BAUDDIV = PLATFORM_CORE_HZ / PLATFORM_UART_BAUD;
  UART_CTRL = UART_CTRL_TX | UART_CTRL_RX | UART_CTRL_RXINTERRUPT;
  enable_interrupt(PLATFORM_UART_IRQ);
}

/* Takes all that has come: an emulator may offer the next byte as soon as one is read. */
void platform_uart_interrupt(void) {
  for (;;) {
    UART_INTCLEAR = UART_INTCLEAR_RX;
    const uint32_t state = UART_STATE;
    if (state & UART_STATE_RXOVERRUN) {
      UART_STATE = UART_STATE_RXOVERRUN;
      platform_receive_lost();
    }
    if (!(state & UART_STATE_RXFULL)) return;
    platform_received((uint8_t)UART_DATA);
  }
}

void platform_write(const uint8_t *bytes, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    while (UART_STATE & UART_STATE_TXFULL) {
    }
    UART_DATA = bytes[i];
  }
}
