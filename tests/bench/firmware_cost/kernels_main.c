/* SPDX-License-Identifier: 0BSD */
/* The kernels alone, called one after the other with the same arguments; workspaces are handed out without any check.
   The functions that the descriptors name but this program does not need are empty. */
#include <string.h>

#include "bare.h"
#include "kws_int8.h"
#include "pinfold_runtime.h"
#include "tvm/runtime/c_backend_api.h"

static const pinfold_step *step;

void *pinfold_alloc_workspace(int32_t model, uint64_t bytes, uint32_t line) {
  (void)model;
  (void)bytes;
  const pinfold_workspace *workspace = step->workspaces;
  while (workspace->line != line) ++workspace;
  return workspace->address;
}

int TVMBackendFreeWorkspace(int device_type, int device_id, void *workspace) {
  (void)device_type;
  (void)device_id;
  (void)workspace;
  return 0;
}

ai_status pinfold_create(const pinfold_model *model, const uint8_t *weights, uint8_t *activations) {
  (void)model;
  (void)weights;
  (void)activations;
  return AI_STATUS_OK;
}

ai_status pinfold_destroy(const pinfold_model *model) {
  (void)model;
  return AI_STATUS_OK;
}

ai_status pinfold_run_tensors(const pinfold_model *model, ai_tensor *const *inputs, ai_tensor *const *outputs) {
  (void)model;
  (void)inputs;
  (void)outputs;
  return AI_STATUS_OK;
}

int main(void) {
  const pinfold_model *model = pinfold_models[0];
  memset(model->inputs[0]->dltensor.data, 1, get_tensor_size(model->inputs[0]));
  start_counter();
  for (uint32_t i = 0; i < model->step_count; ++i) {
    step = &model->steps[i];
    if (step->kernel((void *)step->args, (int32_t *)pinfold_type_codes, step->input_count + step->output_count, NULL,
                     NULL, NULL) != 0) {
      report_and_exit(0);
    }
  }
  report_and_exit(ticks_since_start());
  return 0;
}
