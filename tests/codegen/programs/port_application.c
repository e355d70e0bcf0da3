/* An application as people wrote them for TVM's STM32 port: finds all models, brings memory where a model has none of its
   own, fills the inputs with a pattern, runs, describes everything. Also compiled as C++. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ai_runtime_api.h"
#include "kws_int8.h"
#include "kws_int8_data.h"

#ifdef __cplusplus
extern "C" {
#endif
extern ai_model_info kws_int8_network;
#ifdef __cplusplus
}
#endif

#define MOST_MODELS (4)

struct context {
  ai_handle handle;
  ai_ptr activations;
  ai_network_report report;
};

static struct context contexts[MOST_MODELS];

static int bootstrap(ai_model_info *nn, struct context *ctx) {
  ai_status err = AI_STATUS_OK;
  if (AI_MODEL_activations(nn) != NULL) {
    ctx->activations = NULL;
    err = ai_create(nn, AI_MODEL_activations(nn), &ctx->handle);
  } else {
    ctx->activations = (ai_ptr)malloc(AI_MODEL_activations_size(nn));
    err = ai_create(nn, ctx->activations, &ctx->handle);
  }
  if (err != AI_STATUS_OK) {
    const char *message = ai_get_error(ctx->handle);
    printf("E: %s\r\n", message);
    return -1;
  }
  uint16_t n_inputs = (uint16_t)ai_get_input_size(ctx->handle);
  for (int i = 0; i < n_inputs; i++) {
    ai_tensor *input_tensor = ai_get_input(ctx->handle, i);
    DLTensor *tensor = get_dltensor(input_tensor);
    if (tensor->data == NULL) {
      tensor->data = malloc(get_tensor_size(input_tensor));
    }
    memset(tensor->data, 1, get_tensor_size(input_tensor));
  }
  ctx->report.model_name = AI_MODEL_name(nn);
  ctx->report.n_inputs = n_inputs;
  ctx->report.activations.format = AI_BUFFER_FORMAT_U8;
  return 0;
}

static void describe(ai_handle handle) {
  const ai_ptr params = ai_get_params(handle);
  printf("%s %s %s %s %s\r\n", ai_get_name(handle), ai_get_datetime(handle), ai_get_revision(handle),
         ai_get_tool_version(handle), ai_get_api_version(handle));
  printf("nodes " AIU32_FMT " activations " AIU32_FMT " params " AIU32_FMT " %d %d\r\n", ai_get_node_size(handle),
         ai_get_activations_size(handle), ai_get_params_size(handle), ai_get_activations(handle) != NULL,
         params == ai_kws_int8_data_weights_get());
  for (int i = 0; i < ai_get_output_size(handle); i++) {
    ai_tensor *output = ai_get_output(handle, i);
    const ai_quantization_info *quant = ai_get_quantization(output);
    printf("output %d: " AIU32_FMT " elements, type %d", i, get_tensor_elts(output), output->dltensor.dtype.code);
    if (quant != NULL) {
      printf(", scale %.8g zero %" PRId32 " dim %" PRId32, (double)quant->scale[0], quant->zero_point[0], quant->dim);
    }
    printf("\r\n");
  }
}

int main(void) {
  int idx = 0;
  printf("inputs %d outputs %d activations %d\r\n", _KWS_INT8_INPUTS_COUNT_, _KWS_INT8_OUTPUTS_COUNT_,
         _KWS_INT8_ACTIVATION_BYTES_);
  for (ai_model_iterator it = ai_model_iterator_begin(); it != ai_model_iterator_end();
       it = ai_model_iterator_next(it)) {
    ai_model_info *nn = ai_model_iterator_value(it);
    if (bootstrap(nn, &contexts[idx]) != 0) {
      return 1;
    }
    idx++;
  }
  printf("models %d first %d\r\n", idx, ai_model_iterator_value(ai_model_iterator_begin()) == &kws_int8_network);
  if (ai_run(contexts[0].handle) != AI_STATUS_OK) {
    printf("E: %s\r\n", ai_get_error(contexts[0].handle));
    return 1;
  }
  describe(contexts[0].handle);
  for (int i = 0; i < idx; i++) {
    if (ai_destroy(contexts[i].handle) != AI_STATUS_OK) {
      return 1;
    }
    free(contexts[i].activations);
    memset(&contexts[i], 0, sizeof(struct context));
  }
  return 0;
}
