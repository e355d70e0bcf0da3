/* SPDX-License-Identifier: 0BSD */
/* Consistent overhead byte stuffing (Cheshire and Baker, 1997): frames without a zero byte, so that a zero ends a frame
   and a receiver finds the next one after any garbage. */
#ifndef PINFOLD_COBS_H
#define PINFOLD_COBS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum cobs_event {
  COBS_NOTHING, /* the frame goes on */
  COBS_FRAME,   /* complete: bytes[0 … count) until the next call */
  COBS_BROKEN   /* what came between two zeros is no frame, or is longer than the buffer */
} cobs_event;

typedef struct cobs_decoder {
  uint8_t *bytes;
  uint32_t capacity;
  uint32_t count;
  uint8_t block; /* length code of the current block */
  uint8_t left;  /* bytes of it that are still to come */
  bool inside;   /* a byte came since the last zero */
  bool broken;
} cobs_decoder;

void cobs_decoder_init(cobs_decoder *decoder, uint8_t *bytes, uint32_t capacity);
cobs_event cobs_decode(cobs_decoder *decoder, uint8_t byte);

typedef void (*cobs_write)(const uint8_t *bytes, uint32_t count);

/* Sends while it encodes: a block is at most 254 bytes without a zero. */
typedef struct cobs_encoder {
  cobs_write write;
  uint8_t used; /* of block, its length code included */
  uint8_t block[255];
} cobs_encoder;

/* Sends the zero before a frame. */
void cobs_begin(cobs_encoder *encoder, cobs_write write);
void cobs_put(cobs_encoder *encoder, const uint8_t *bytes, uint32_t count);
/* Sends the rest of the frame and the zero after it. */
void cobs_end(cobs_encoder *encoder);

#endif
