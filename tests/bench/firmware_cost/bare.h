/* SPDX-License-Identifier: 0BSD */
/* The least that a program on the emulated board needs to count instructions and say a number. */
#ifndef BARE_H
#define BARE_H

#include <stdint.h>

/* SysTick (ARMv7-M Architecture Reference Manual, B3.3): counts down at 25 MHz, 40 instructions a tick under -icount. */
#define SYST_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014u)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018u)

static inline void start_counter(void) {
  SYST_RVR = 0xFFFFFFu;
  SYST_CVR = 0;
  SYST_CSR = 5u;
}

static inline uint32_t ticks_since_start(void) { return 0xFFFFFFu - SYST_CVR; }

/* Arm semihosting: operation number in r0, argument in r1. */
static inline uint32_t semihost(uint32_t operation, const void *argument) {
  register uint32_t r0 __asm("r0") = operation;
  register const void *r1 __asm("r1") = argument;
  __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

/* Prints a decimal number and ends the emulator. */
static inline void report_and_exit(uint32_t number) {
  char text[12];
  char *end = &text[11];
  *end = 0;
  do {
    *--end = (char)('0' + number % 10u);
    number /= 10u;
  } while (number != 0);
  (void)semihost(4, end); /* SYS_WRITE0 */
  (void)semihost(0x18, (const void *)0x20026); /* SYS_EXIT, ADP_Stopped_ApplicationExit */
  for (;;) {
  }
}

#endif
