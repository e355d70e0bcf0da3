/* SPDX-License-Identifier: 0BSD */
/* How deep the stack went: start-up painted it, and what is no longer paint was used. */
#include "platform.h"

extern uint32_t __stack_guard__[], __stack_limit__[], __stack_top__[]; /* from the linker script */

uint32_t platform_stack_size(void) { return (uint32_t)((uintptr_t)__stack_top__ - (uintptr_t)__stack_limit__); }

uint32_t platform_stack_used(void) {
  const volatile uint32_t *word = __stack_limit__;
  while (word < __stack_top__ && *word == PLATFORM_STACK_PAINT) ++word;
  return (uint32_t)((uintptr_t)__stack_top__ - (uintptr_t)word);
}

bool platform_stack_intact(void) {
  for (const volatile uint32_t *word = __stack_guard__; word < __stack_limit__; ++word) {
    if (*word != PLATFORM_STACK_PAINT) return false;
  }
  return true;
}
