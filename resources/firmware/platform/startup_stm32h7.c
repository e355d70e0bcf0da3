/* SPDX-License-Identifier: 0BSD */
/* STM32H743 and H753 (RM0433): 150 interrupts, PLL1 to PLATFORM_CORE_HZ (400 MHz: voltage scale 1, which all silicon
   revisions reach), caches on, SRAM1-3 clocked. */
#include "cortex_m.h"
#include "platform_parts.h"

PLATFORM_VECTOR_TABLE(150);

#define PWR_CSR1 REGISTER(0x58024804u) /* RM0433, 6.8 */
#define PWR_CSR1_ACTVOSRDY BIT(13)
#define PWR_CR3 REGISTER(0x5802480Cu)
#define PWR_CR3_LDOEN BIT(1)
#define PWR_CR3_SUPPLIES (BIT(0) | BIT(1) | BIT(2))
#define PWR_D3CR REGISTER(0x58024818u)
#define PWR_D3CR_VOSRDY BIT(13)
#define PWR_D3CR_VOS1 (3u << 14)

#define RCC_CR REGISTER(0x58024400u) /* RM0433, 8.7 */
#define RCC_CR_HSEON BIT(16)
#define RCC_CR_HSERDY BIT(17)
#define RCC_CR_HSEBYP BIT(18)
#define RCC_CR_PLL1ON BIT(24)
#define RCC_CR_PLL1RDY BIT(25)
#define RCC_CFGR REGISTER(0x58024410u)
#define RCC_CFGR_SW_PLL1 3u
#define RCC_CFGR_SWS (7u << 3)
#define RCC_CFGR_SWS_PLL1 (3u << 3)
#define RCC_D1CFGR REGISTER(0x58024418u)
#define RCC_D1CFGR_HPRE_DIV2 8u
#define RCC_D1CFGR_D1PPRE_DIV2 (4u << 4)
#define RCC_D2CFGR REGISTER(0x5802441Cu)
#define RCC_D2CFGR_APB1_APB2_DIV2 ((4u << 4) | (4u << 8))
#define RCC_D3CFGR REGISTER(0x58024420u)
#define RCC_D3CFGR_D3PPRE_DIV2 (4u << 4)
#define RCC_PLLCKSELR REGISTER(0x58024428u)
#define RCC_PLLCKSELR_HSE 2u
#define RCC_PLLCKSELR_HSI 0u
#define RCC_PLLCFGR REGISTER(0x5802442Cu)
#define RCC_PLLCFGR_PLL1 (BIT(16) | (1u << 2)) /* output P; input 2 to 4 MHz; wide VCO; no fraction */
#define RCC_PLL1DIVR REGISTER(0x58024430u)
#define RCC_AHB2ENR REGISTER(0x580244DCu)
#define RCC_AHB2ENR_SRAM123 (BIT(29) | BIT(30) | BIT(31))

#define FLASH_ACR REGISTER(0x52002000u) /* RM0433, 4.9.1; table 17: 2 wait states at 200 MHz and scale 1 */
#define FLASH_ACR_200MHZ (2u | (2u << 4))

#define DBGMCU_IDCODE REGISTER(0x5C001000u) /* RM0433, 60.5.8 */
#define IDCODE_REVISION_X 0x20000000u
/* Reads from AXI SRAM one at a time: revision Y may read wrong values otherwise (errata sheet ES0392, 2.2). */
#define AXI_TARG7_FN_MOD REGISTER(0x51008108u)

#define HSI_MHZ 64u /* the internal oscillator, which stands in where the external clock does not come */
#define PLL_INPUT_MHZ 2u

/* Waits until all bits of `mask` are `wanted`, for some 30 ms at most at 64 MHz; a crystal takes 2 ms. */
static bool wait_for(volatile uint32_t *reg, uint32_t mask, uint32_t wanted) {
  for (uint32_t i = 0; i < 200000u; ++i) {
    if ((*reg & mask) == wanted) return true;
  }
  return false;
}

static void raise_core_voltage(void) {
  PWR_CR3 = (PWR_CR3 & ~PWR_CR3_SUPPLIES) | PWR_CR3_LDOEN; /* the first write locks it until power goes */
  (void)wait_for(&PWR_CSR1, PWR_CSR1_ACTVOSRDY, PWR_CSR1_ACTVOSRDY);
  PWR_D3CR |= PWR_D3CR_VOS1;
  (void)wait_for(&PWR_D3CR, PWR_D3CR_VOSRDY, PWR_D3CR_VOSRDY);
}

/* 2 MHz into the PLL from either source; core = 2 MHz * PLL_N / 2; AXI and AHB = core / 2; all APB = core / 4. */
static void start_pll(void) {
  if (PLATFORM_CLOCK_HSE_BYPASS) RCC_CR |= RCC_CR_HSEBYP;
  RCC_CR |= RCC_CR_HSEON;
  const bool external = wait_for(&RCC_CR, RCC_CR_HSERDY, RCC_CR_HSERDY);
  const uint32_t input_mhz = external ? PLATFORM_CLOCK_HSE_MHZ : HSI_MHZ;
  RCC_PLLCKSELR = (external ? RCC_PLLCKSELR_HSE : RCC_PLLCKSELR_HSI) | ((input_mhz / PLL_INPUT_MHZ) << 4);
  RCC_PLLCFGR = RCC_PLLCFGR_PLL1;
  RCC_PLL1DIVR = (PLATFORM_CLOCK_PLL_N - 1u) | (1u << 9) | (1u << 16) | (1u << 24);
  RCC_CR |= RCC_CR_PLL1ON;
  if (!wait_for(&RCC_CR, RCC_CR_PLL1RDY, RCC_CR_PLL1RDY)) return;
  FLASH_ACR = FLASH_ACR_200MHZ;
  RCC_D1CFGR = RCC_D1CFGR_HPRE_DIV2 | RCC_D1CFGR_D1PPRE_DIV2;
  RCC_D2CFGR = RCC_D2CFGR_APB1_APB2_DIV2;
  RCC_D3CFGR = RCC_D3CFGR_D3PPRE_DIV2;
  RCC_CFGR = RCC_CFGR_SW_PLL1;
  (void)wait_for(&RCC_CFGR, RCC_CFGR_SWS, RCC_CFGR_SWS_PLL1);
}

void platform_start_clocks(void) {
  if (DBGMCU_IDCODE < IDCODE_REVISION_X) AXI_TARG7_FN_MOD = 1;
  RCC_AHB2ENR |= RCC_AHB2ENR_SRAM123;
  (void)RCC_AHB2ENR; /* until the clocks run */
  raise_core_voltage();
  start_pll();
  cortex_m_enable_caches();
}
