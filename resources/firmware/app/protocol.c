/* SPDX-License-Identifier: 0BSD */
#include "protocol.h"

#include <string.h>

#include "platform.h"
#include "protocol_parts.h"

protocol_state protocol_line;

void protocol_begin_answer(const frame_reader *to, uint8_t status) {
  frame_begin((uint8_t)(to->type | TYPE_ANSWER), to->sequence);
  frame_put(status, 1);
}

void protocol_answer(const frame_reader *to, uint8_t status) {
  protocol_begin_answer(to, status);
  frame_end();
}

void protocol_refuse(const frame_reader *to, uint8_t status, const char *message) {
  protocol_begin_answer(to, status);
  frame_put_text(message);
  frame_end();
}

const pinfold_model *protocol_get_model(frame_reader *from) {
  const uint32_t index = frame_get(from, 1);
  if (!from->short_of_bytes && index < pinfold_model_count) {
    return pinfold_models[index];
  }
  protocol_refuse(from, STATUS_BAD_ARGUMENT, "There is no model of this index.");
  return NULL;
}

static void hello(frame_reader *from) {
  const uint32_t session = frame_get(from, 4);
  if (from->short_of_bytes) {
    protocol_refuse(from, STATUS_BAD_ARGUMENT, "A hello is too short.");
    return;
  }
  if (!protocol_line.in_session || protocol_line.session != session) {
    protocol_line.in_session = true;
    protocol_line.session = session;
    protocol_line.running = NULL;
    protocol_line.run.valid = false;
  }
  protocol_begin_answer(from, STATUS_OK);
  frame_put(session, 4);
  frame_put(PROTOCOL_VERSION, 2);
  frame_put(PROTOCOL_WRITE_CHUNK, 2);
  frame_put(PROTOCOL_READ_CHUNK, 2);
  frame_put(PROTOCOL_WINDOW, 2);
  frame_put(PROTOCOL_RUN_TICKS, 1);
  frame_put(pinfold_model_count, 1);
  frame_put(pinfold_timer_hz, 4);
  frame_put_bytes(pinfold_plan_sha256, 32);
  frame_put_text(pinfold_board_id);
  frame_end();
}

static void tell_stack(const frame_reader *from) {
  protocol_begin_answer(from, STATUS_OK);
  frame_put(platform_stack_size(), 4);
  frame_put(platform_stack_used(), 4);
  frame_put(platform_stack_intact() ? 1u : 0u, 1);
  frame_end();
}

static void carry_out(frame_reader *from) {
  if (from->type == TYPE_HELLO) {
    hello(from);
    return;
  }
  if (!protocol_line.in_session) {
    protocol_refuse(from, STATUS_NO_SESSION, "The device has started anew: say hello first.");
    return;
  }
  switch (from->type) {
    case TYPE_MODEL:
      protocol_describe(from);
      break;
    case TYPE_WRITE:
      protocol_write_input(from);
      break;
    case TYPE_RUN:
      protocol_run_model(from);
      break;
    case TYPE_READ:
      protocol_read_tensor(from);
      break;
    case TYPE_PLACE:
      protocol_tell_place(from);
      break;
    case TYPE_STACK:
      tell_stack(from);
      break;
    default:
      protocol_refuse(from, STATUS_UNKNOWN, "The device does not know this request.");
      break;
  }
}

static void tell_damaged(void) {
  frame_begin(TYPE_DAMAGED, 0);
  frame_put(platform_receive_overruns(), 4);
  frame_end();
}

static void frame_came(void) {
  frame_reader from;
  if (!frame_open(&from, protocol_line.frame, protocol_line.decoder.count)) {
    tell_damaged();
    return;
  }
  if ((from.type & TYPE_ANSWER) == 0) {
    carry_out(&from);
  }
}

void protocol_start(const char *trouble) {
  memset(&protocol_line, 0, sizeof protocol_line);
  protocol_line.trouble = trouble;
  cobs_decoder_init(&protocol_line.decoder, protocol_line.frame, sizeof protocol_line.frame);
  const platform_fault *fault = platform_last_fault();
  frame_begin(TYPE_READY, 0);
  frame_put(PROTOCOL_VERSION, 2);
  frame_put(fault != NULL ? fault->exception : 0, 4);
  frame_put(fault != NULL ? fault->status : 0, 4);
  frame_put(fault != NULL ? fault->address : 0, 4);
  frame_put(fault != NULL ? fault->program_counter : 0, 4);
  frame_end();
}

void protocol_receive(const uint8_t *bytes, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    const cobs_event event = cobs_decode(&protocol_line.decoder, bytes[i]);
    if (event == COBS_FRAME) {
      frame_came();
    } else if (event == COBS_BROKEN) {
      tell_damaged();
    }
  }
}
