/* Runs the first model once; prints the status and the message. */
#include <stdio.h>

#include "ai_runtime_api.h"

int main(void) {
  ai_handle handle = NULL;
  if (ai_create(ai_model_iterator_value(ai_model_iterator_begin()), NULL, &handle) != AI_STATUS_OK) {
    return 2;
  }
  const ai_status status = ai_run(handle);
  printf("%d %s\n", (int)status, ai_get_error(handle));
  return 0;
}
