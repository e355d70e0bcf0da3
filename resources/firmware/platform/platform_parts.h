/* SPDX-License-Identifier: 0BSD */
/* How the parts of the platform fit together: one startup_*.c, one uart_*.c, one timer_*.c, and what all boards share
   (cortex_m.c, receive.c, stack.c). The board's constants come from platform_config.h, which is generated. */
#ifndef PINFOLD_PLATFORM_PARTS_H
#define PINFOLD_PLATFORM_PARTS_H

#include <stdint.h>

#include "platform.h"
#include "platform_config.h"

/* Bytes of the receive ring buffer, a power of two. */
#ifndef PLATFORM_RX_RING
#define PLATFORM_RX_RING 2048u
#endif

/* Called by platform_init() in this order; each part supplies one. */
void platform_start_clocks(void);
void platform_start_timer(void);
void platform_start_uart(void);

/* Interrupt handlers: the UART's is called for interrupt PLATFORM_UART_IRQ. */
void platform_uart_interrupt(void);
void platform_systick_interrupt(void);

/* For the UART's interrupt handler: a byte has come; a byte was lost. */
void platform_received(uint8_t byte);
void platform_receive_lost(void);

#endif
