/* SPDX-License-Identifier: 0BSD */
/* USART of the STM32F4 (RM0090, chapter 30). The board file gives the GPIO port (A = 0), the pins, their alternate
   function, and where the peripheral's clock is switched on (APB 1 or 2, bit). */
#include "cortex_m.h"
#include "platform_parts.h"

#define USART_SR REGISTER(PLATFORM_UART_BASE + 0x00u)
#define USART_SR_ORE BIT(3)
#define USART_SR_RXNE BIT(5)
#define USART_SR_TXE BIT(7)
#define USART_DR REGISTER(PLATFORM_UART_BASE + 0x04u)
#define USART_BRR REGISTER(PLATFORM_UART_BASE + 0x08u)
#define USART_CR1 REGISTER(PLATFORM_UART_BASE + 0x0Cu)
#define USART_CR1_RE BIT(2)
#define USART_CR1_TE BIT(3)
#define USART_CR1_RXNEIE BIT(5)
#define USART_CR1_UE BIT(13)

#define RCC_AHB1ENR REGISTER(0x40023830u) /* RM0090, 7.3.10: bit n is GPIO port n */
#define RCC_APB1ENR REGISTER(0x40023840u)
#define RCC_APB2ENR REGISTER(0x40023844u)

#define GPIO_BASE 0x40020000u /* RM0090, 2.3 */
#include "stm32_gpio.h"

void platform_start_uart(void) {
  RCC_AHB1ENR |= BIT(PLATFORM_UART_PORT);
  if (PLATFORM_UART_APB == 1) {
    RCC_APB1ENR |= BIT(PLATFORM_UART_ENABLE_BIT);
  } else {
    RCC_APB2ENR |= BIT(PLATFORM_UART_ENABLE_BIT);
  }
  (void)RCC_APB2ENR; /* two cycles until the clock runs: RM0090, 7.2.13 */
  alternate_function(PLATFORM_UART_PORT, PLATFORM_UART_TX_PIN, PLATFORM_UART_FUNCTION);
  alternate_function(PLATFORM_UART_PORT, PLATFORM_UART_RX_PIN, PLATFORM_UART_FUNCTION);
  USART_BRR = (PLATFORM_UART_CLOCK_HZ + PLATFORM_UART_BAUD / 2u) / PLATFORM_UART_BAUD;
  USART_CR1 = USART_CR1_UE | USART_CR1_TE | USART_CR1_RE | USART_CR1_RXNEIE;
  enable_interrupt(PLATFORM_UART_IRQ);
}

/* Takes all that has come: an emulator may offer the next byte as soon as one is read. */
void platform_uart_interrupt(void) {
  uint32_t status = USART_SR;
  while (status & (USART_SR_RXNE | USART_SR_ORE)) {
    if (status & USART_SR_ORE) platform_receive_lost(); /* cleared by reading SR, then DR: RM0090, 30.3.3 */
    const uint8_t byte = (uint8_t)USART_DR;
    if (status & USART_SR_RXNE) platform_received(byte);
    status = USART_SR;
  }
}

void platform_write(const uint8_t *bytes, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    while (!(USART_SR & USART_SR_TXE)) {
    }
    USART_DR = bytes[i];
  }
}
