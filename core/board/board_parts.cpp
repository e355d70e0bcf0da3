#include "board/board_parts.h"

namespace pinfold {
namespace {

// RM0090, 7.3.2: PLL_N from 50 to 432 at 1 MHz; 3.5.1: up to 7 wait states.
constexpr PartConstant stm32f4Clock[] = {{"hse_mhz", 4, 26}, {"pll_n", 50, 432}, {"flash_wait_states", 0, 7}};
// RM0433, 8.7.12: the wide VCO gives 192 to 836 MHz, from 2 MHz.
constexpr PartConstant stm32h7Clock[] = {{"hse_mhz", 4, 48}, {"hse_bypass", 0, 1}, {"pll_n", 96, 418}};

constexpr PartConstant cmsdkUart[] = {{"irq", 0, 31}};
constexpr PartConstant stm32f4Uart[] = {{"irq", 0, 81},    {"clock_hz", 1'000'000, 200'000'000},
                                        {"apb", 1, 2},     {"enable_bit", 0, 31},
                                        {"port", 0, 10},   {"tx_pin", 0, 15},
                                        {"rx_pin", 0, 15}, {"function", 0, 15}};
constexpr PartConstant stm32h7Uart[] = {{"irq", 0, 149},   {"clock_hz", 1'000'000, 200'000'000},
                                        {"apb", 1, 2},     {"enable_bit", 0, 31},
                                        {"port", 0, 10},   {"tx_pin", 0, 15},
                                        {"rx_pin", 0, 15}, {"function", 0, 15}};

constexpr Part startups[] = {{"mps2_an500", {}}, {"stm32f4", stm32f4Clock}, {"stm32h7", stm32h7Clock}};
constexpr Part uarts[] = {{"cmsdk", cmsdkUart}, {"stm32f4", stm32f4Uart}, {"stm32h7", stm32h7Uart}};

}  // namespace

std::span<const Part> startupParts() { return startups; }
std::span<const Part> uartParts() { return uarts; }

}  // namespace pinfold
