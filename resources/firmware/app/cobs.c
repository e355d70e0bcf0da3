/* SPDX-License-Identifier: 0BSD */
#include "cobs.h"

#define FULL_BLOCK 0xFFu /* 254 bytes, and no zero after them */

void cobs_decoder_init(cobs_decoder *decoder, uint8_t *bytes, uint32_t capacity) {
  decoder->bytes = bytes;
  decoder->capacity = capacity;
  decoder->count = 0;
  decoder->inside = false;
}

static void keep(cobs_decoder *decoder, uint8_t byte) {
  if (decoder->count < decoder->capacity) {
    decoder->bytes[decoder->count++] = byte;
  } else {
    decoder->broken = true;
  }
}

cobs_event cobs_decode(cobs_decoder *decoder, uint8_t byte) {
  if (byte == 0) {
    const bool was_inside = decoder->inside;
    decoder->inside = false;
    if (!was_inside) {
      return COBS_NOTHING;
    }
    return decoder->broken || decoder->left != 0 ? COBS_BROKEN : COBS_FRAME;
  }
  if (!decoder->inside) {
    decoder->inside = true;
    decoder->broken = false;
    decoder->count = 0;
    decoder->left = 0;
    decoder->block = FULL_BLOCK;
  }
  if (decoder->left != 0) {
    --decoder->left;
    keep(decoder, byte);
    return COBS_NOTHING;
  }
  if (decoder->block != FULL_BLOCK) {
    keep(decoder, 0);
  }
  decoder->block = byte;
  decoder->left = (uint8_t)(byte - 1u);
  return COBS_NOTHING;
}

static void send_block(cobs_encoder *encoder) {
  encoder->block[0] = encoder->used;
  encoder->write(encoder->block, encoder->used);
  encoder->used = 1;
}

void cobs_begin(cobs_encoder *encoder, cobs_write write) {
  static const uint8_t zero = 0;
  encoder->write = write;
  encoder->used = 1;
  write(&zero, 1);
}

void cobs_put(cobs_encoder *encoder, const uint8_t *bytes, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (bytes[i] == 0) {
      send_block(encoder);
      continue;
    }
    encoder->block[encoder->used++] = bytes[i];
    if (encoder->used == FULL_BLOCK) {
      send_block(encoder);
    }
  }
}

void cobs_end(cobs_encoder *encoder) {
  static const uint8_t zero = 0;
  send_block(encoder);
  encoder->write(&zero, 1);
}
