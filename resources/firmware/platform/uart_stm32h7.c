/* SPDX-License-Identifier: 0BSD */
/* USART of the STM32H7 (RM0433, chapter 48). The board file gives the GPIO port (A = 0), the pins, their alternate
   function, and where the peripheral's clock is switched on (APB 1 or 2, bit). */
#include "cortex_m.h"
#include "platform_parts.h"

#define USART_CR1 REGISTER(PLATFORM_UART_BASE + 0x00u)
#define USART_CR1_UE BIT(0)
#define USART_CR1_RE BIT(2)
#define USART_CR1_TE BIT(3)
#define USART_CR1_RXNEIE BIT(5)
#define USART_CR1_FIFOEN BIT(29)
#define USART_BRR REGISTER(PLATFORM_UART_BASE + 0x0Cu)
#define USART_ISR REGISTER(PLATFORM_UART_BASE + 0x1Cu)
#define USART_ISR_ORE BIT(3)
#define USART_ISR_RXFNE BIT(5)
#define USART_ISR_TXFNF BIT(7)
#define USART_ICR REGISTER(PLATFORM_UART_BASE + 0x20u)
#define USART_ICR_ORECF BIT(3)
#define USART_RDR REGISTER(PLATFORM_UART_BASE + 0x24u)
#define USART_TDR REGISTER(PLATFORM_UART_BASE + 0x28u)

#define RCC_AHB4ENR REGISTER(0x580244E0u) /* RM0433, 8.7.43: bit n is GPIO port n */
#define RCC_APB1LENR REGISTER(0x580244E8u)
#define RCC_APB2ENR REGISTER(0x580244F0u)

#define GPIO_BASE 0x58020000u /* RM0433, 2.3 */
#include "stm32_gpio.h"

void platform_start_uart(void) {
  RCC_AHB4ENR |= BIT(PLATFORM_UART_PORT);
  if (PLATFORM_UART_APB == 1) {
    RCC_APB1LENR |= BIT(PLATFORM_UART_ENABLE_BIT);
  } else {
    RCC_APB2ENR |= BIT(PLATFORM_UART_ENABLE_BIT);
  }
  (void)RCC_APB2ENR; /* until the clocks run */
  alternate_function(PLATFORM_UART_PORT, PLATFORM_UART_TX_PIN, PLATFORM_UART_FUNCTION);
  alternate_function(PLATFORM_UART_PORT, PLATFORM_UART_RX_PIN, PLATFORM_UART_FUNCTION);
  USART_BRR = (PLATFORM_UART_CLOCK_HZ + PLATFORM_UART_BAUD / 2u) / PLATFORM_UART_BAUD;
  USART_CR1 = USART_CR1_FIFOEN | USART_CR1_TE | USART_CR1_RE | USART_CR1_RXNEIE;
  USART_CR1 |= USART_CR1_UE;
  enable_interrupt(PLATFORM_UART_IRQ);
}

void platform_uart_interrupt(void) {
  for (;;) {
    const uint32_t status = USART_ISR;
    if (status & USART_ISR_ORE) {
      USART_ICR = USART_ICR_ORECF;
      platform_receive_lost();
    }
    if (!(status & USART_ISR_RXFNE)) return;
    platform_received((uint8_t)USART_RDR);
  }
}

void platform_write(const uint8_t *bytes, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    while (!(USART_ISR & USART_ISR_TXFNF)) {
    }
    USART_TDR = bytes[i];
  }
}
