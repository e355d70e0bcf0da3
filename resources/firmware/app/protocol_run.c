/* SPDX-License-Identifier: 0BSD */
/* The request to run operators. */
#include "platform.h"
#include "protocol_parts.h"

enum { RUN_TIMED = 0x01 };

static void tell_working(const frame_reader *to, uint32_t step) {
  protocol_begin_answer(to, STATUS_WORKING);
  frame_put(step, 2);
  frame_end();
}

static void answer_run(const frame_reader *to) {
  const last_run *run = &protocol_line.run;
  if (run->status != STATUS_OK) {
    if (run->in_operator) {
      tell_working(to, run->step);
    }
    protocol_refuse(to, run->status, run->message);
    return;
  }
  protocol_begin_answer(to, STATUS_OK);
  for (uint32_t i = 0; i < run->count; ++i) {
    frame_put(run->ticks[i], 8);
  }
  frame_end();
}

static void run_steps(const frame_reader *from, const pinfold_model *model, uint32_t first, uint32_t count,
                      bool timed) {
  last_run *run = &protocol_line.run;
  uint64_t told = platform_ticks();
  tell_working(from, first);
  protocol_line.running = model;
  for (uint32_t step = first; step < first + count; ++step) {
    const uint64_t before = platform_ticks();
    if (before - told > pinfold_timer_hz / 16u) {
      tell_working(from, step);
      told = before;
    }
    const uint64_t start = platform_ticks();
    const ai_status status = pinfold_run_step(model, step);
    const uint64_t stop = platform_ticks();
    protocol_line.next_operator = step + 1;
    if (status != AI_STATUS_OK) {
      protocol_line.running = NULL;
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

void protocol_run_model(frame_reader *from) {
  const pinfold_model *model = protocol_get_model(from);
  if (model == NULL) {
    return;
  }
  const uint32_t flags = frame_get(from, 1);
  const uint32_t first = frame_get(from, 2);
  const uint32_t count = frame_get(from, 2);
  if (protocol_line.run.valid && protocol_line.run.sequence == from->sequence) {
    answer_run(from);
    return;
  }
  const bool timed = (flags & RUN_TIMED) != 0;
  if (from->short_of_bytes || first > model->step_count || count > model->step_count - first ||
      (timed && count > PROTOCOL_RUN_TICKS)) {
    protocol_refuse(from, STATUS_BAD_ARGUMENT,
                    "The model has no operators of these indices, or too many are to be timed.");
    return;
  }
  if (first != 0 && (protocol_line.running != model || protocol_line.next_operator != first)) {
    protocol_refuse(from, STATUS_OUT_OF_ORDER,
                    "Operators run in order, from the first, after the inputs have been written.");
    return;
  }
  protocol_line.run.valid = true;
  protocol_line.run.sequence = from->sequence;
  protocol_line.run.count = 0;
  protocol_line.run.in_operator = false;
  protocol_line.run.status = STATUS_OK;
  if (protocol_line.trouble != NULL) {
    protocol_line.run.status = STATUS_FAILED;
    protocol_line.run.message = protocol_line.trouble;
  } else {
    run_steps(from, model, first, count, timed);
  }
  answer_run(from);
}
