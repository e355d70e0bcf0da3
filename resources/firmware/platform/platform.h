/* SPDX-License-Identifier: 0BSD */
/* What the generated firmware needs of the hardware; implemented once per kind of board, and once for the host. */
#ifndef PINFOLD_PLATFORM_H
#define PINFOLD_PLATFORM_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Clocks, caches, timer and serial port. Called once, first thing in main(). */
void platform_init(void);

/* Takes up to `capacity` received bytes; returns how many, 0 if none are waiting. Never blocks. Reception goes on by
   interrupt into a ring buffer while a model runs. On the host it blocks until a byte is there, and ends the program at
   the end of the input. */
uint32_t platform_read(uint8_t *bytes, uint32_t capacity);

/* Sends all bytes; returns when they have been handed to the hardware. */
void platform_write(const uint8_t *bytes, uint32_t count);

/* Time since platform_init() in ticks of the board's timer (board file: timerHz), monotonic. Must be called at least once
   per wrap of the hardware counter, or count the wraps by interrupt. */
uint64_t platform_ticks(void);

/* The stack: bytes reserved, deepest use so far, and whether the canary at its far end is intact. */
uint32_t platform_stack_size(void);
uint32_t platform_stack_used(void);
bool platform_stack_intact(void);

/* Defined by the linker script: the stack is [__stack_limit__, __stack_top__), and start-up fills it with
   PLATFORM_STACK_PAINT before main(). */
#define PLATFORM_STACK_PAINT 0xC5A5A5C5u

#ifdef __cplusplus
}
#endif

#endif
