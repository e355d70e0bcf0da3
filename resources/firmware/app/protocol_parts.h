/* SPDX-License-Identifier: 0BSD */
/* What the parts of the protocol share; docs/protocol.md describes it. Nothing outside of protocol*.c needs this. */
#ifndef PROTOCOL_PARTS_H
#define PROTOCOL_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cobs.h"
#include "frame.h"
#include "model_table.h"
#include "pinfold_runtime.h"
#include "protocol.h"

enum { /* requests; the answer's type is the request's plus TYPE_ANSWER */
  TYPE_HELLO = 0x01,
  TYPE_MODEL = 0x02,
  TYPE_WRITE = 0x03,
  TYPE_RUN = 0x04,
  TYPE_READ = 0x05,
  TYPE_STACK = 0x06,
  TYPE_PLACE = 0x07,
  TYPE_ANSWER = 0x80,
  TYPE_READY = 0xC0,  /* unasked: the device has started */
  TYPE_DAMAGED = 0xC1 /* unasked: a frame came that is none */
};

enum {
  STATUS_OK = 0x00,
  STATUS_WORKING = 0x01, /* another answer to the same request follows */
  STATUS_UNKNOWN = 0x10,
  STATUS_NO_SESSION = 0x11,
  STATUS_BAD_ARGUMENT = 0x12,
  STATUS_OUT_OF_ORDER = 0x13,
  STATUS_FAILED = 0x14
};

#define WRITE_HEADER_BYTES 6u /* model, input, offset */
#define FRAME_BYTES (FRAME_HEADER_BYTES + WRITE_HEADER_BYTES + PROTOCOL_WRITE_CHUNK + FRAME_CRC_BYTES)

/* The last run request, kept so that one that comes again is answered and not run again. */
typedef struct last_run {
  bool valid;
  uint16_t sequence;
  uint8_t status;
  uint16_t count; /* entries of ticks */
  bool in_operator; /* it failed while this operator ran: */
  uint32_t step;
  const char *message;
  uint64_t ticks[PROTOCOL_RUN_TICKS];
} last_run;

/* What the device remembers between two requests. */
typedef struct protocol_state {
  cobs_decoder decoder;
  bool in_session;
  uint32_t session;
  const char *trouble;
  const pinfold_model *running; /* the model in the middle of an inference, or NULL */
  uint32_t next_operator;       /* of it */
  last_run run;
  uint8_t frame[FRAME_BYTES];
} protocol_state;

extern protocol_state protocol_line;

/* protocol.c: answers to the request `to`. protocol_begin_answer() leaves the frame open for more. */
void protocol_begin_answer(const frame_reader *to, uint8_t status);
void protocol_answer(const frame_reader *to, uint8_t status);
void protocol_refuse(const frame_reader *to, uint8_t status, const char *message);
/* The model whose index comes next in the request; NULL, and the request refused, if there is none. */
const pinfold_model *protocol_get_model(frame_reader *from);

/* protocol_run.c */
void protocol_run_model(frame_reader *from);

/* protocol_tensor.c */
void protocol_describe(frame_reader *from);
void protocol_write_input(frame_reader *from);
void protocol_read_tensor(frame_reader *from);
void protocol_tell_place(frame_reader *from);

#endif
