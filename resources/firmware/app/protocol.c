/* SPDX-License-Identifier: 0BSD */
#include "protocol.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "cobs.h"
#include "frame.h"
#include "model_table.h"
#include "pinfold_runtime.h"
#include "platform.h"

enum { /* requests; the answer's type is the request's plus TYPE_ANSWER */
  TYPE_HELLO = 0x01,
  TYPE_MODEL = 0x02,
  TYPE_WRITE = 0x03,
  TYPE_RUN = 0x04,
  TYPE_READ = 0x05,
  TYPE_STACK = 0x06,
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

enum { KIND_OUTPUT = 0, KIND_OPERATOR_OUTPUT = 1, KIND_INPUT = 2 };

enum { RUN_TIMED = 0x01 };

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

static struct {
  cobs_decoder decoder;
  bool in_session;
  uint32_t session;
  const char *trouble;
  const pinfold_model *running; /* the model in the middle of an inference, or NULL */
  uint32_t next_operator;       /* of it */
  last_run run;
  uint8_t frame[FRAME_BYTES];
} line;

static void begin_answer(const frame_reader *to, uint8_t status) {
  frame_begin((uint8_t)(to->type | TYPE_ANSWER), to->sequence);
  frame_put(status, 1);
}

static void answer(const frame_reader *to, uint8_t status) {
  begin_answer(to, status);
  frame_end();
}

static void refuse(const frame_reader *to, uint8_t status, const char *message) {
  begin_answer(to, status);
  frame_put_text(message);
  frame_end();
}

static uint32_t bytes_of(const DLTensor *tensor) {
  uint32_t bytes = ((uint32_t)tensor->dtype.bits * tensor->dtype.lanes + 7u) / 8u;
  for (int32_t axis = 0; axis < tensor->ndim; ++axis) {
    bytes *= (uint32_t)tensor->shape[axis];
  }
  return bytes;
}

static uint8_t *data_of(const DLTensor *tensor) {
  return (uint8_t *)tensor->data + tensor->byte_offset;
}

static void hello(frame_reader *from) {
  const uint32_t session = frame_get(from, 4);
  if (from->short_of_bytes) {
    refuse(from, STATUS_BAD_ARGUMENT, "A hello is too short.");
    return;
  }
  if (!line.in_session || line.session != session) {
    line.in_session = true;
    line.session = session;
    line.running = NULL;
    line.run.valid = false;
  }
  begin_answer(from, STATUS_OK);
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

/* The model whose index comes next in the request; NULL, and the request refused, if there is none. */
static const pinfold_model *get_model(frame_reader *from) {
  const uint32_t index = frame_get(from, 1);
  if (!from->short_of_bytes && index < pinfold_model_count) {
    return pinfold_models[index];
  }
  refuse(from, STATUS_BAD_ARGUMENT, "There is no model of this index.");
  return NULL;
}

static void put_tensor(const DLTensor *tensor) {
  frame_put(tensor->dtype.code, 1);
  frame_put(tensor->dtype.bits, 1);
  frame_put((uint32_t)tensor->ndim, 1);
  for (int32_t axis = 0; axis < tensor->ndim; ++axis) {
    frame_put((uint64_t)tensor->shape[axis], 4);
  }
  frame_put(bytes_of(tensor), 4);
}

static void describe(frame_reader *from) {
  const pinfold_model *model = get_model(from);
  if (model == NULL) {
    return;
  }
  begin_answer(from, STATUS_OK);
  frame_put_text(model->name);
  frame_put(model->step_count, 2);
  frame_put(model->input_count, 1);
  frame_put(model->output_count, 1);
  for (uint32_t i = 0; i < model->input_count; ++i) {
    put_tensor(&model->inputs[i]->dltensor);
  }
  for (uint32_t i = 0; i < model->output_count; ++i) {
    put_tensor(&model->outputs[i]->dltensor);
  }
  frame_end();
}

static void write_input(frame_reader *from) {
  const pinfold_model *model = get_model(from);
  if (model == NULL) {
    return;
  }
  const uint32_t input = frame_get(from, 1);
  const uint32_t offset = frame_get(from, 4);
  if (from->short_of_bytes || input >= model->input_count) {
    refuse(from, STATUS_BAD_ARGUMENT, "The model has no input of this index.");
    return;
  }
  const DLTensor *tensor = &model->inputs[input]->dltensor;
  const uint32_t size = bytes_of(tensor);
  const uint32_t count = (uint32_t)(from->end - from->at);
  if (offset > size || count > size - offset) {
    refuse(from, STATUS_BAD_ARGUMENT, "The data goes beyond the end of the input.");
    return;
  }
  if (tensor->data == NULL) {
    refuse(from, STATUS_FAILED, line.trouble != NULL ? line.trouble : "The input has no memory.");
    return;
  }
  line.running = NULL;
  line.run.valid = false;
  memcpy(data_of(tensor) + offset, from->at, count);
  answer(from, STATUS_OK);
}

static void tell_working(const frame_reader *to, uint32_t step) {
  begin_answer(to, STATUS_WORKING);
  frame_put(step, 2);
  frame_end();
}

static void answer_run(const frame_reader *to) {
  const last_run *run = &line.run;
  if (run->status != STATUS_OK) {
    if (run->in_operator) {
      tell_working(to, run->step);
    }
    refuse(to, run->status, run->message);
    return;
  }
  begin_answer(to, STATUS_OK);
  for (uint32_t i = 0; i < run->count; ++i) {
    frame_put(run->ticks[i], 8);
  }
  frame_end();
}

static void run_steps(const frame_reader *from, const pinfold_model *model, uint32_t first, uint32_t count, bool timed) {
  last_run *run = &line.run;
  uint64_t told = platform_ticks();
  tell_working(from, first);
  line.running = model;
  for (uint32_t step = first; step < first + count; ++step) {
    const uint64_t before = platform_ticks();
    if (before - told > pinfold_timer_hz / 16u) {
      tell_working(from, step);
      told = before;
    }
    const uint64_t start = platform_ticks();
    const ai_status status = pinfold_run_step(model, step);
    const uint64_t stop = platform_ticks();
    line.next_operator = step + 1;
    if (status != AI_STATUS_OK) {
      line.running = NULL;
      run->status = STATUS_FAILED;
      run->in_operator = true;
      run->step = step;
      run->message = model->state->error != NULL ? model->state->error : "The kernel of an operator returned an error.";
      return;
    }
    if (timed) {
      run->ticks[run->count++] = stop - start;
    }
  }
}

static void run_model(frame_reader *from) {
  const pinfold_model *model = get_model(from);
  if (model == NULL) {
    return;
  }
  const uint32_t flags = frame_get(from, 1);
  const uint32_t first = frame_get(from, 2);
  const uint32_t count = frame_get(from, 2);
  if (line.run.valid && line.run.sequence == from->sequence) {
    answer_run(from);
    return;
  }
  const bool timed = (flags & RUN_TIMED) != 0;
  if (from->short_of_bytes || first > model->step_count || count > model->step_count - first ||
      (timed && count > PROTOCOL_RUN_TICKS)) {
    refuse(from, STATUS_BAD_ARGUMENT, "The model has no operators of these indices, or too many are to be timed.");
    return;
  }
  if (first != 0 && (line.running != model || line.next_operator != first)) {
    refuse(from, STATUS_OUT_OF_ORDER, "Operators run in order, from the first, after the inputs have been written.");
    return;
  }
  line.run.valid = true;
  line.run.sequence = from->sequence;
  line.run.count = 0;
  line.run.in_operator = false;
  line.run.status = STATUS_OK;
  if (line.trouble != NULL) {
    line.run.status = STATUS_FAILED;
    line.run.message = line.trouble;
  } else {
    run_steps(from, model, first, count, timed);
  }
  answer_run(from);
}

/* The tensor that the request names; NULL if there is none. */
static const DLTensor *get_tensor(frame_reader *from, const pinfold_model *model) {
  const uint32_t kind = frame_get(from, 1);
  const uint32_t index = frame_get(from, 1);
  const uint32_t step = frame_get(from, 2);
  if (kind == KIND_OUTPUT && index < model->output_count) {
    return &model->outputs[index]->dltensor;
  }
  if (kind == KIND_INPUT && index < model->input_count) {
    return &model->inputs[index]->dltensor;
  }
  if (kind == KIND_OPERATOR_OUTPUT && step < model->step_count && index < model->steps[step].output_count) {
    return (const DLTensor *)model->steps[step].args[model->steps[step].input_count + index].v_handle;
  }
  return NULL;
}

static void send_tensor(const frame_reader *from, const DLTensor *tensor, uint32_t offset, uint32_t last) {
  const uint32_t size = bytes_of(tensor);
  do {
    const uint32_t left = last - offset;
    const uint32_t count = left < PROTOCOL_READ_CHUNK ? left : PROTOCOL_READ_CHUNK;
    begin_answer(from, STATUS_OK);
    frame_put(size, 4);
    frame_put(offset, 4);
    frame_put_bytes(data_of(tensor) + offset, count);
    frame_end();
    offset += count;
  } while (offset < last);
}

static void read_tensor(frame_reader *from) {
  const pinfold_model *model = get_model(from);
  if (model == NULL) {
    return;
  }
  const DLTensor *tensor = get_tensor(from, model);
  const uint32_t offset = frame_get(from, 4);
  const uint32_t count = frame_get(from, 4);
  if (from->short_of_bytes || tensor == NULL || offset > bytes_of(tensor)) {
    refuse(from, STATUS_BAD_ARGUMENT, "There is no such tensor, or it is shorter.");
    return;
  }
  if (tensor->data == NULL) {
    refuse(from, STATUS_FAILED, line.trouble != NULL ? line.trouble : "The tensor has no memory.");
    return;
  }
  const uint32_t rest = bytes_of(tensor) - offset;
  send_tensor(from, tensor, offset, offset + (count < rest ? count : rest));
}

static void tell_stack(const frame_reader *from) {
  begin_answer(from, STATUS_OK);
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
  if (!line.in_session) {
    refuse(from, STATUS_NO_SESSION, "The device has started anew: say hello first.");
    return;
  }
  switch (from->type) {
    case TYPE_MODEL:
      describe(from);
      break;
    case TYPE_WRITE:
      write_input(from);
      break;
    case TYPE_RUN:
      run_model(from);
      break;
    case TYPE_READ:
      read_tensor(from);
      break;
    case TYPE_STACK:
      tell_stack(from);
      break;
    default:
      refuse(from, STATUS_UNKNOWN, "The device does not know this request.");
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
  if (!frame_open(&from, line.frame, line.decoder.count)) {
    tell_damaged();
    return;
  }
  if ((from.type & TYPE_ANSWER) == 0) {
    carry_out(&from);
  }
}

void protocol_start(const char *trouble) {
  memset(&line, 0, sizeof line);
  line.trouble = trouble;
  cobs_decoder_init(&line.decoder, line.frame, sizeof line.frame);
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
    const cobs_event event = cobs_decode(&line.decoder, bytes[i]);
    if (event == COBS_FRAME) {
      frame_came();
    } else if (event == COBS_BROKEN) {
      tell_damaged();
    }
  }
}
