/* SPDX-License-Identifier: 0BSD */
/* Pins of the STM32F4 and H7, whose GPIO ports are alike (RM0090, 8.4; RM0433, 11.4). GPIO_BASE is the address of
   port A; the includer defines it. */
#ifndef STM32_GPIO_H
#define STM32_GPIO_H

#include "cortex_m.h"

#define GPIO(port) (GPIO_BASE + 0x400u * (port))
#define GPIO_MODER(port) REGISTER(GPIO(port) + 0x00u)
#define GPIO_OSPEEDR(port) REGISTER(GPIO(port) + 0x08u)
#define GPIO_PUPDR(port) REGISTER(GPIO(port) + 0x0Cu)
#define GPIO_AFR(port, pin) REGISTER(GPIO(port) + 0x20u + 4u * ((pin) / 8u))

/* Gives a pin to a peripheral, fast and with a pull-up. */
static inline void alternate_function(uint32_t port, uint32_t pin, uint32_t function) {
  const uint32_t nibble = 4u * (pin % 8u);
  GPIO_AFR(port, pin) = (GPIO_AFR(port, pin) & ~(0xFu << nibble)) | (function << nibble);
  GPIO_OSPEEDR(port) |= 2u << (2u * pin);
  GPIO_PUPDR(port) = (GPIO_PUPDR(port) & ~(3u << (2u * pin))) | (1u << (2u * pin)); /* pull-up: an open line is idle */
  GPIO_MODER(port) = (GPIO_MODER(port) & ~(3u << (2u * pin))) | (2u << (2u * pin));
}

#endif
