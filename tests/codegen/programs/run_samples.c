/* Runs the first model on samples: standard input has all inputs of a sample one after the other, standard output gets
   all outputs. Ends with the message on standard error if anything fails. */
#include <stdio.h>
#include <stdlib.h>

#include "ai_runtime_api.h"

static void check(ai_handle handle, int ok, const char *what) {
  if (!ok) {
    fprintf(stderr, "%s: %s\n", what, ai_get_error(handle));
    exit(1);
  }
}

int main(void) {
  ai_model_info *info = ai_model_iterator_value(ai_model_iterator_begin());
  ai_handle handle = NULL;
  uint8_t *memory = NULL;
  if (AI_MODEL_activations(info) == NULL && AI_MODEL_activations_size(info) > 0) {
    memory = (uint8_t *)malloc(AI_MODEL_activations_size(info));
  }
  check(handle, ai_create(info, memory, &handle) == AI_STATUS_OK, "ai_create");
  for (;;) {
    for (int32_t i = 0; i < ai_get_input_size(handle); ++i) {
      ai_tensor *input = ai_get_input(handle, i);
      const uint32_t bytes = get_tensor_size(input);
      if (fread(input->dltensor.data, 1, bytes, stdin) != bytes) {
        check(handle, ai_destroy(handle) == AI_STATUS_OK, "ai_destroy");
        free(memory);
        return 0;
      }
    }
    check(handle, ai_run(handle) == AI_STATUS_OK, "ai_run");
    for (int32_t i = 0; i < ai_get_output_size(handle); ++i) {
      ai_tensor *output = ai_get_output(handle, i);
      fwrite(output->dltensor.data, 1, get_tensor_size(output), stdout);
    }
  }
}
