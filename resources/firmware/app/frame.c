/* SPDX-License-Identifier: 0BSD */
#include "frame.h"

#include <string.h>

#include "cobs.h"
#include "crc32.h"
#include "platform.h"

static cobs_encoder encoder;
static uint32_t crc; /* of the frame that is being sent */

void frame_put_bytes(const void *bytes, uint32_t count) {
  crc = crc32_update(crc, (const uint8_t *)bytes, count);
  cobs_put(&encoder, (const uint8_t *)bytes, count);
}

void frame_put(uint64_t value, uint32_t bytes) {
  uint8_t little_endian[8];
  for (uint32_t i = 0; i < bytes; ++i) {
    little_endian[i] = (uint8_t)(value >> (8u * i));
  }
  frame_put_bytes(little_endian, bytes);
}

void frame_put_text(const char *text) {
  const size_t length = strlen(text);
  const uint32_t count = length < 255u ? (uint32_t)length : 255u;
  frame_put(count, 1);
  frame_put_bytes(text, count);
}

void frame_begin(uint8_t type, uint16_t sequence) {
  crc = 0;
  cobs_begin(&encoder, platform_write);
  frame_put(type, 1);
  frame_put(sequence, 2);
}

void frame_end(void) {
  frame_put(crc, FRAME_CRC_BYTES);
  cobs_end(&encoder);
}

bool frame_open(frame_reader *reader, const uint8_t *bytes, uint32_t count) {
  if (count < FRAME_HEADER_BYTES + FRAME_CRC_BYTES) {
    return false;
  }
  reader->at = bytes;
  reader->end = bytes + count;
  reader->short_of_bytes = false;
  const uint32_t computed = crc32_update(0, bytes, count - FRAME_CRC_BYTES);
  reader->at = reader->end - FRAME_CRC_BYTES;
  if (frame_get(reader, FRAME_CRC_BYTES) != computed) {
    return false;
  }
  reader->at = bytes;
  reader->end -= FRAME_CRC_BYTES;
  reader->type = (uint8_t)frame_get(reader, 1);
  reader->sequence = (uint16_t)frame_get(reader, 2);
  return true;
}

uint32_t frame_get(frame_reader *reader, uint32_t bytes) {
  uint32_t value = 0;
  if ((uint32_t)(reader->end - reader->at) < bytes) {
    reader->short_of_bytes = true;
    return 0;
  }
  for (uint32_t i = 0; i < bytes; ++i) {
    value |= (uint32_t)*reader->at++ << (8u * i);
  }
  return value;
}
