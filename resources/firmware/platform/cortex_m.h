/* SPDX-License-Identifier: 0BSD */
/* The registers of ARMv7-M processors that we use: ARMv7-M Architecture Reference Manual (DDI 0403), chapters B3 and
   C1; caches: Cortex-M7 Generic User Guide (DUI 0646), 4.8. */
#ifndef PINFOLD_CORTEX_M_H
#define PINFOLD_CORTEX_M_H

#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define BIT(n) (1u << (n))

#define SYSTICK_CSR REGISTER(0xE000E010u) /* control and status */
#define SYSTICK_RVR REGISTER(0xE000E014u) /* reload value, 24 bits */
#define SYSTICK_CVR REGISTER(0xE000E018u) /* current value, counts down */
#define NVIC_ISER(n) REGISTER(0xE000E100u + 4u * (n))
#define SCB_ICSR REGISTER(0xE000ED04u)
#define SCB_ICSR_PENDSTSET BIT(26) /* SysTick's interrupt is pending */
#define SCB_VTOR REGISTER(0xE000ED08u)
#define SCB_AIRCR REGISTER(0xE000ED0Cu)
#define SCB_AIRCR_RESET (0x05FA0000u | BIT(2)) /* key and SYSRESETREQ */
#define SCB_CCR REGISTER(0xE000ED14u)
#define SCB_CCR_DC BIT(16)
#define SCB_CCR_IC BIT(17)
#define SCB_CFSR REGISTER(0xE000ED28u)
#define SCB_CFSR_MMARVALID BIT(7)
#define SCB_CFSR_BFARVALID BIT(15)
#define SCB_MMFAR REGISTER(0xE000ED34u)
#define SCB_BFAR REGISTER(0xE000ED38u)
#define SCB_CCSIDR REGISTER(0xE000ED80u)
#define SCB_CSSELR REGISTER(0xE000ED84u)
#define SCB_CPACR REGISTER(0xE000ED88u)
#define SCB_DEMCR REGISTER(0xE000EDFCu)
#define SCB_DEMCR_TRCENA BIT(24)
#define SCB_ICIALLU REGISTER(0xE000EF50u)
#define SCB_DCISW REGISTER(0xE000EF60u)
#define SCB_DCCMVAC REGISTER(0xE000EF68u)
#define DWT_CTRL REGISTER(0xE0001000u)
#define DWT_CTRL_CYCCNTENA BIT(0)
#define DWT_CYCCNT REGISTER(0xE0001004u)
#define DWT_LAR REGISTER(0xE0001FB0u)
#define DWT_LAR_KEY 0xC5ACCE55u

static inline void data_barrier(void) { __asm volatile("dsb" ::: "memory"); }
static inline void instruction_barrier(void) { __asm volatile("isb" ::: "memory"); }
static inline void wait_for_interrupt(void) { __asm volatile("wfi" ::: "memory"); }

/* Masks interrupts; returns the state for restore_interrupts(). */
static inline uint32_t mask_interrupts(void) {
  uint32_t state;
  __asm volatile("mrs %0, primask\n cpsid i" : "=r"(state)::"memory");
  return state;
}
static inline void restore_interrupts(uint32_t state) { __asm volatile("msr primask, %0" ::"r"(state) : "memory"); }

static inline void enable_interrupt(uint32_t number) { NVIC_ISER(number / 32u) = BIT(number % 32u); }

/* Invalidates and switches on the caches of a Cortex-M7. */
void cortex_m_enable_caches(void);

/* Where the processor starts, and where all exceptions but SysTick end that no part handles. */
void platform_reset(void);
void platform_exception(void);
void platform_interrupt(void);

/* The vector table of a part with this many interrupts. All external ones come in at platform_interrupt(), since which
   of them is the UART's is a constant of the board. The table's alignment is the next power of two (VTOR). */
typedef void (*platform_vector)(void);
extern uint32_t __stack_top__[];
extern const platform_vector platform_vectors[];
#define PLATFORM_VECTOR_TABLE(interrupts)                                                                        \
  __attribute__((section(".pinfold.vectors"), used, aligned(1024))) const platform_vector platform_vectors[] = { \
      (platform_vector)__stack_top__,                                                                            \
      platform_reset,                                                                                            \
      [2 ... 14] = platform_exception,                                                                           \
      platform_systick_interrupt,                                                                                \
      [16 ... 15 + (interrupts)] = platform_interrupt,                                                           \
  }

#endif
