/* SPDX-License-Identifier: 0BSD */
/* Frames of the serial protocol: little-endian fields, a CRC-32 after them, COBS around them. */
#ifndef PINFOLD_FRAME_H
#define PINFOLD_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#define FRAME_HEADER_BYTES 3u /* type, sequence number */
#define FRAME_CRC_BYTES 4u

/* Sends a frame field by field, straight to platform_write(). */
void frame_begin(uint8_t type, uint16_t sequence);
void frame_put(uint64_t value, uint32_t bytes);
void frame_put_bytes(const void *bytes, uint32_t count);
/* The length in one byte, then the text, cut at 255 bytes. */
void frame_put_text(const char *text);
void frame_end(void);

/* The part of a received frame that has not been read yet. */
typedef struct frame_reader {
  const uint8_t *at;
  const uint8_t *end;
  uint16_t sequence;
  uint8_t type;
  bool short_of_bytes; /* something was read beyond the end, as 0 */
} frame_reader;

/* False if the bytes are no frame: too short, or the CRC does not fit. */
bool frame_open(frame_reader *reader, const uint8_t *bytes, uint32_t count);
uint32_t frame_get(frame_reader *reader, uint32_t bytes);

#endif
