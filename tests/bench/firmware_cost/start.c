/* SPDX-License-Identifier: 0BSD */
/* From reset to main(): FPU on, .data copied, .bss cleared. */
#include <stdint.h>

extern uint32_t __stack_top__[], __data_load__[], __data_start__[], __data_end__[], __bss_start__[], __bss_end__[];
int main(void);

#define SCB_CPACR (*(volatile uint32_t *)0xE000ED88u)

void platform_reset(void);
void platform_reset(void) {
  SCB_CPACR |= 0xF00000u; /* full access to CP10 and CP11 */
  __asm volatile("dsb\n isb");
  const uint32_t *from = __data_load__;
  for (uint32_t *to = __data_start__; to < __data_end__; ++to) *to = *from++;
  for (uint32_t *word = __bss_start__; word < __bss_end__; ++word) *word = 0;
  main();
  for (;;) {
  }
}

static void stop(void) {
  for (;;) {
  }
}

__attribute__((section(".pinfold.vectors"), used)) static const void *const vectors[16] = {
    __stack_top__, (void *)platform_reset, (void *)stop, (void *)stop, (void *)stop, (void *)stop, (void *)stop};
