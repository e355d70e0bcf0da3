/* SPDX-License-Identifier: 0BSD */
/* Serves the models over the serial line. To use a model in a program of your own: ai_create() as below, put data into
   ai_get_input(…)->dltensor.data, call ai_run(), and take the results from ai_get_output(…)->dltensor.data. */
#include "ai_runtime_api.h"
#include "model_table.h"
#include "platform.h"
#include "protocol.h"

/* Returns what went wrong, or NULL. */
static const char *create_models(void) {
  for (ai_model_iterator it = ai_model_iterator_begin(); it != ai_model_iterator_end();
       it = ai_model_iterator_next(it)) {
    const ai_model_info *info = ai_model_iterator_value(it);
    const ai_ptr memory = pinfold_activations != NULL ? pinfold_activations : AI_MODEL_activations(info);
    ai_handle model;
    if (ai_create(info, memory, &model) != AI_STATUS_OK) {
      return ai_get_error(model);
    }
  }
  return NULL;
}

int main(void) {
  platform_init();
  protocol_start(create_models());
  for (;;) {
    uint8_t bytes[64];
    const uint32_t count = platform_read(bytes, sizeof bytes);
    protocol_receive(bytes, count);
    if (count == 0) {
      platform_idle();
    }
  }
}
