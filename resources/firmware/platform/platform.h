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

/* Sleeps until the next interrupt, or returns at once if received bytes are waiting; for loops around platform_read().
   Does nothing on the host. */
void platform_idle(void);

/* Received bytes that were lost since platform_init() because the ring buffer was full or the hardware overran. */
uint32_t platform_receive_overruns(void);

/* Sends all bytes; returns when they have been handed to the hardware. */
void platform_write(const uint8_t *bytes, uint32_t count);

/* Time since platform_init() in ticks of the board's timer (board file: timerHz), monotonic. Must be called at least
   once per wrap of the hardware counter, or count the wraps by interrupt. */
uint64_t platform_ticks(void);

/* The stack: bytes reserved, deepest use so far, and whether the guard below its far end is intact. */
uint32_t platform_stack_size(void);
uint32_t platform_stack_used(void);
bool platform_stack_intact(void);

/* What stopped the program: the processor's exception number and registers at that moment. */
typedef struct platform_fault {
  uint32_t exception;       /* 2 NMI, 3 HardFault, 4 MemManage, 5 BusFault, 6 UsageFault, 16 + n: interrupt n */
  uint32_t status;          /* SCB->CFSR; ARMv7-M Architecture Reference Manual, B3.2.15 */
  uint32_t address;         /* that could not be accessed; 0 if the processor does not know it */
  uint32_t program_counter; /* of the instruction; 0 if the stack was unusable */
  uint32_t link_register;
} platform_fault;

/* After a fault the program starts again from reset. Then this is the fault; NULL after any other start. Always NULL on
   the host. */
const platform_fault *platform_last_fault(void);

/* Defined by the linker script: the stack is [__stack_limit__, __stack_top__), its guard [__stack_guard__,
   __stack_limit__). Start-up fills both with PLATFORM_STACK_PAINT before main(). The guard is wide so that a frame with
   an array in it does not jump over it. */
#define PLATFORM_STACK_PAINT 0xC5A5A5C5u

#ifdef __cplusplus
}
#endif

#endif
