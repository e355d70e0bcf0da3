/* SPDX-License-Identifier: 0BSD */
/* From reset to main(), and what happens on a fault: it is noted in memory that start-up leaves alone, and the program
   starts again, so that whoever is attached sees a reset with its cause and not a board that keeps silent. */
#include "cortex_m.h"

#include <stddef.h>

#include "platform_parts.h"

/* From the linker script. */
extern uint32_t __data_load__[], __data_start__[], __data_end__[], __bss_start__[], __bss_end__[];
extern uint32_t __stack_guard__[], __stack_limit__[];
extern void (*const __init_array_start__[])(void);
extern void (*const __init_array_end__[])(void);

extern int main(void);

/* Object files that other compilers made name this in their tables for unwinding, which the linker script throws away:
   nothing here unwinds. Without it the linker would take the whole of libgcc's unwinder. */
void __aeabi_unwind_cpp_pr0(void);
void __aeabi_unwind_cpp_pr0(void) {}

/* Valid only if `check` fits the rest: at power-on there is anything in it. */
typedef struct fault_note {
  platform_fault fault;
  uint32_t check;
} fault_note;
static fault_note note __attribute__((section(".pinfold.noinit"), aligned(32))); /* within one cache line */

static platform_fault last_fault;
static bool was_fault;

static uint32_t check_of(const platform_fault *fault) {
  return 0x50464C54u ^ fault->exception ^ (fault->status << 1) ^ (fault->address << 2) ^ (fault->program_counter << 3) ^
         (fault->link_register << 4);
}

/* SysTick's handler where no timer part needs it. */
__attribute__((weak)) void platform_systick_interrupt(void) { platform_exception(); }

static void paint_stack(void) {
  uint32_t *here;
  __asm volatile("mov %0, sp" : "=r"(here));
  for (uint32_t *word = __stack_guard__; word < here; ++word) *word = PLATFORM_STACK_PAINT;
}

static __attribute__((noinline)) void prepare_memory(void) {
  paint_stack();
  const uint32_t *from = __data_load__;
  for (uint32_t *to = __data_start__; to < __data_end__; ++to) *to = *from++;
  for (uint32_t *word = __bss_start__; word < __bss_end__; ++word) *word = 0;
  was_fault = note.check == check_of(&note.fault) && note.fault.exception != 0;
  if (was_fault) last_fault = note.fault;
  note.check = 0;
  note.fault.exception = 0;
  for (void (*const *constructor)(void) = __init_array_start__; constructor < __init_array_end__; ++constructor) {
    (*constructor)();
  }
}

__attribute__((noreturn)) static void start_again(void) {
  data_barrier();
  SCB_AIRCR = SCB_AIRCR_RESET;
  data_barrier();
  for (;;) {
  }
}

void platform_reset(void) {
  SCB_CPACR |= 0xFu << 20; /* the FPU, coprocessors 10 and 11; without effect where there is none */
  data_barrier();
  instruction_barrier();
  SCB_VTOR = (uint32_t)platform_vectors;
  prepare_memory();
  main();
  start_again();
}

void platform_init(void) {
  platform_start_clocks();
  platform_start_timer();
  platform_start_uart();
}

const platform_fault *platform_last_fault(void) { return was_fault ? &last_fault : NULL; }

__attribute__((used, noreturn)) static void note_fault(const uint32_t *frame) {
  uint32_t exception;
  __asm volatile("mrs %0, ipsr" : "=r"(exception));
  note.fault.exception = exception & 0x1FFu;
  note.fault.status = SCB_CFSR;
  note.fault.address = 0;
  if (note.fault.status & SCB_CFSR_MMARVALID) note.fault.address = SCB_MMFAR;
  if (note.fault.status & SCB_CFSR_BFARVALID) note.fault.address = SCB_BFAR;
  note.fault.program_counter = 0;
  note.fault.link_register = 0;
  if (frame >= __stack_limit__ && frame + 8 <= __stack_top__) { /* r0-r3, r12, lr, pc, xpsr: DDI 0403, B1.5.6 */
    note.fault.link_register = frame[5];
    note.fault.program_counter = frame[6];
  }
  note.check = check_of(&note.fault);
  data_barrier();
  if (SCB_CCR & SCB_CCR_DC) SCB_DCCMVAC = (uint32_t)&note; /* the cache does not outlive the reset */
  start_again();
}

/* Takes a fresh stack first: the old one may be what broke. */
__attribute__((naked)) void platform_exception(void) {
  __asm volatile(
      "mrs r0, msp\n"
      "ldr r1, =__stack_top__\n"
      "mov sp, r1\n"
      "b note_fault\n"
      ".ltorg\n");
}

void platform_interrupt(void) {
#ifdef PLATFORM_UART_IRQ
  uint32_t exception;
  __asm volatile("mrs %0, ipsr" : "=r"(exception));
  if ((exception & 0x1FFu) == 16u + PLATFORM_UART_IRQ) {
    platform_uart_interrupt();
    return;
  }
#endif
  platform_exception();
}

void cortex_m_enable_caches(void) {
  data_barrier();
  instruction_barrier();
  SCB_ICIALLU = 0;
  data_barrier();
  instruction_barrier();
  SCB_CCR |= SCB_CCR_IC;
  SCB_CSSELR = 0; /* level 1, data */
  data_barrier();
  const uint32_t size = SCB_CCSIDR;
  const uint32_t last_set = (size >> 13) & 0x7FFFu;
  const uint32_t last_way = (size >> 3) & 0x3FFu;
  for (uint32_t set = 0; set <= last_set; ++set) { /* 4 ways and lines of 32 bytes: DUI 0646, 4.8.6 */
    for (uint32_t way = 0; way <= last_way; ++way) SCB_DCISW = (set << 5) | (way << 30);
  }
  data_barrier();
  SCB_CCR |= SCB_CCR_DC;
  data_barrier();
  instruction_barrier();
}
