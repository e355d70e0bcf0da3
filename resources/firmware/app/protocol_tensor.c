/* SPDX-License-Identifier: 0BSD */
/* The requests that describe, write, read and find tensors. */
#include <string.h>

#include "protocol_parts.h"

enum { KIND_OUTPUT = 0, KIND_OPERATOR_OUTPUT = 1, KIND_INPUT = 2 };

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

static void put_tensor(const DLTensor *tensor) {
  frame_put(tensor->dtype.code, 1);
  frame_put(tensor->dtype.bits, 1);
  frame_put((uint32_t)tensor->ndim, 1);
  for (int32_t axis = 0; axis < tensor->ndim; ++axis) {
    frame_put((uint64_t)tensor->shape[axis], 4);
  }
  frame_put(bytes_of(tensor), 4);
}

void protocol_describe(frame_reader *from) {
  const pinfold_model *model = protocol_get_model(from);
  if (model == NULL) {
    return;
  }
  protocol_begin_answer(from, STATUS_OK);
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

void protocol_write_input(frame_reader *from) {
  const pinfold_model *model = protocol_get_model(from);
  if (model == NULL) {
    return;
  }
  const uint32_t input = frame_get(from, 1);
  const uint32_t offset = frame_get(from, 4);
  if (from->short_of_bytes || input >= model->input_count) {
    protocol_refuse(from, STATUS_BAD_ARGUMENT, "The model has no input of this index.");
    return;
  }
  const DLTensor *tensor = &model->inputs[input]->dltensor;
  const uint32_t size = bytes_of(tensor);
  const uint32_t count = (uint32_t)(from->end - from->at);
  if (offset > size || count > size - offset) {
    protocol_refuse(from, STATUS_BAD_ARGUMENT, "The data goes beyond the end of the input.");
    return;
  }
  if (tensor->data == NULL) {
    protocol_refuse(from, STATUS_FAILED,
                    protocol_line.trouble != NULL ? protocol_line.trouble : "The input has no memory.");
    return;
  }
  protocol_line.running = NULL;
  protocol_line.run.valid = false;
  memcpy(data_of(tensor) + offset, from->at, count);
  protocol_answer(from, STATUS_OK);
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

void protocol_tell_place(frame_reader *from) {
  const pinfold_model *model = protocol_get_model(from);
  if (model == NULL) {
    return;
  }
  const DLTensor *tensor = get_tensor(from, model);
  if (from->short_of_bytes || tensor == NULL) {
    protocol_refuse(from, STATUS_BAD_ARGUMENT, "There is no such tensor.");
    return;
  }
  protocol_begin_answer(from, STATUS_OK);
  frame_put((uintptr_t)data_of(tensor), 8);
  frame_put(bytes_of(tensor), 4);
  frame_end();
}

static void send_tensor(const frame_reader *from, const DLTensor *tensor, uint32_t offset, uint32_t last) {
  const uint32_t size = bytes_of(tensor);
  do {
    const uint32_t left = last - offset;
    const uint32_t count = left < PROTOCOL_READ_CHUNK ? left : PROTOCOL_READ_CHUNK;
    protocol_begin_answer(from, STATUS_OK);
    frame_put(size, 4);
    frame_put(offset, 4);
    frame_put_bytes(data_of(tensor) + offset, count);
    frame_end();
    offset += count;
  } while (offset < last);
}

void protocol_read_tensor(frame_reader *from) {
  const pinfold_model *model = protocol_get_model(from);
  if (model == NULL) {
    return;
  }
  const DLTensor *tensor = get_tensor(from, model);
  const uint32_t offset = frame_get(from, 4);
  const uint32_t count = frame_get(from, 4);
  if (from->short_of_bytes || tensor == NULL || offset > bytes_of(tensor)) {
    protocol_refuse(from, STATUS_BAD_ARGUMENT, "There is no such tensor, or it is shorter.");
    return;
  }
  if (tensor->data == NULL) {
    protocol_refuse(from, STATUS_FAILED,
                    protocol_line.trouble != NULL ? protocol_line.trouble : "The tensor has no memory.");
    return;
  }
  const uint32_t rest = bytes_of(tensor) - offset;
  send_tensor(from, tensor, offset, offset + (count < rest ? count : rest));
}
