/* SPDX-License-Identifier: 0BSD */
/* CRC-32 as in IEEE 802.3 and zlib: reflected, polynomial 0xEDB88320, start and end inverted. */
#ifndef PINFOLD_CRC32_H
#define PINFOLD_CRC32_H

#include <stdint.h>

/* Goes on from the CRC of what came before; 0 at the start. */
uint32_t crc32_update(uint32_t crc, const uint8_t *bytes, uint32_t count);

#endif
