/* Runs every model on ones; prints its name, its tensors' device id and the first output. */
#include <stdio.h>

#include "ai_runtime_api.h"

int main(void) {
  ai_handle handles[8];
  int count = 0;
  for (ai_model_iterator it = ai_model_iterator_begin(); it != ai_model_iterator_end();
       it = ai_model_iterator_next(it)) {
    if (ai_create(ai_model_iterator_value(it), NULL, &handles[count]) != AI_STATUS_OK) {
      return 1;
    }
    ++count;
  }
  for (int i = 0; i < count; ++i) {
    ai_tensor *input = ai_get_input(handles[i], 0);
    for (uint32_t k = 0; k < get_tensor_elts(input); ++k) {
      ((float *)input->dltensor.data)[k] = 1;
    }
  }
  for (int i = 0; i < count; ++i) {
    if (ai_run(handles[i]) != AI_STATUS_OK) {
      return 1;
    }
  }
  for (int i = 0; i < count; ++i) {
    const ai_tensor *output = ai_get_output(handles[i], 0);
    printf("%s %d %g\n", ai_get_name(handles[i]), (int)output->dltensor.device.device_id,
           (double)((const float *)output->dltensor.data)[0]);
  }
  return 0;
}
