// Serial ports, through libserialport.
#pragma once

#include "device/transport.h"

namespace pinfold {

// 8 data bits, no parity, one stop bit, no flow control. toolFailed says why the port cannot be opened.
Result<std::unique_ptr<Transport>> openSerialPort(const std::string& path, int baud);

}  // namespace pinfold
