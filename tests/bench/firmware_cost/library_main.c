/* SPDX-License-Identifier: 0BSD */
/* An application with nothing but the model: one inference through the ai_* functions. */
#include <string.h>

#include "bare.h"
#include "kws_int8.h"

int main(void) {
  ai_handle handle;
  if (ai_create(&kws_int8_network, AI_MODEL_activations((&kws_int8_network)), &handle) != AI_STATUS_OK) {
    report_and_exit(0);
  }
  ai_tensor *input = ai_get_input(handle, 0);
  memset(get_dltensor(input)->data, 1, get_tensor_size(input));
  start_counter();
  const ai_status status = ai_run(handle);
  const uint32_t ticks = ticks_since_start();
  report_and_exit(status == AI_STATUS_OK ? ticks : 0);
  return 0;
}
