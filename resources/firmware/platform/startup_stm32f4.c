/* SPDX-License-Identifier: 0BSD */
/* STM32F405 and STM32F407 (RM0090): 82 interrupts, PLL to PLATFORM_CORE_HZ. QEMU's F405 has no clock control, so that
   nothing there ever becomes ready: every wait gives up and goes on. */
#include "cortex_m.h"
#include "platform_parts.h"

PLATFORM_VECTOR_TABLE(82);

#define RCC_CR REGISTER(0x40023800u) /* RM0090, 7.3 */
#define RCC_CR_HSEON BIT(16)
#define RCC_CR_HSERDY BIT(17)
#define RCC_CR_PLLON BIT(24)
#define RCC_CR_PLLRDY BIT(25)
#define RCC_PLLCFGR REGISTER(0x40023804u)
#define RCC_PLLCFGR_HSE BIT(22)
#define RCC_CFGR REGISTER(0x40023808u)
#define RCC_CFGR_PPRE1_DIV4 (5u << 10)
#define RCC_CFGR_PPRE2_DIV2 (4u << 13)
#define RCC_CFGR_SW_PLL 2u
#define RCC_CFGR_SWS_PLL (2u << 2)
#define RCC_AHB1ENR REGISTER(0x40023830u)
#define RCC_AHB1ENR_CCM BIT(20)
#define RCC_APB1ENR REGISTER(0x40023840u)
#define RCC_APB1ENR_PWR BIT(28)
#define PWR_CR REGISTER(0x40007000u) /* RM0090, 5.4.1 */
#define PWR_CR_VOS BIT(14)
#define FLASH_ACR REGISTER(0x40023C00u) /* RM0090, 3.9.1 */
#define FLASH_ACR_PREFETCH_CACHES (BIT(8) | BIT(9) | BIT(10))

#define HSI_MHZ 16u /* the internal oscillator, which stands in where the crystal does not start */

/* Waits until all bits of `mask` are `wanted`, for some 50 ms at most at 16 MHz; a crystal takes 2 ms. */
static bool wait_for(volatile uint32_t *reg, uint32_t mask, uint32_t wanted) {
  for (uint32_t i = 0; i < 100000u; ++i) {
    if ((*reg & mask) == wanted) return true;
  }
  return false;
}

/* 1 MHz into the PLL from either oscillator; VCO = PLL_N MHz; core = VCO / 2; APB1 = core / 4; APB2 = core / 2. */
void platform_start_clocks(void) {
  RCC_APB1ENR |= RCC_APB1ENR_PWR;
  RCC_AHB1ENR |= RCC_AHB1ENR_CCM;
  PWR_CR |= PWR_CR_VOS; /* scale 1: up to 168 MHz */
  RCC_CR |= RCC_CR_HSEON;
  const bool crystal = wait_for(&RCC_CR, RCC_CR_HSERDY, RCC_CR_HSERDY);
  const uint32_t source = crystal ? RCC_PLLCFGR_HSE | PLATFORM_CLOCK_HSE_MHZ : HSI_MHZ;
  RCC_PLLCFGR = source | (PLATFORM_CLOCK_PLL_N << 6) | (7u << 24);
  RCC_CR |= RCC_CR_PLLON;
  FLASH_ACR = FLASH_ACR_PREFETCH_CACHES | PLATFORM_CLOCK_FLASH_WAIT_STATES;
  if (!wait_for(&RCC_CR, RCC_CR_PLLRDY, RCC_CR_PLLRDY)) return;
  RCC_CFGR = RCC_CFGR_PPRE1_DIV4 | RCC_CFGR_PPRE2_DIV2 | RCC_CFGR_SW_PLL;
  (void)wait_for(&RCC_CFGR, 3u << 2, RCC_CFGR_SWS_PLL);
}
