/* SPDX-License-Identifier: 0BSD */
#include "pinfold_runtime.h"

#include <string.h>

#include "tvm/runtime/c_backend_api.h"

/* Blocks that an object file's kernel takes begin at multiples of this. */
#define BLOCK_ALIGNMENT 16u

/* Of TVMAPISetLastError, which does not know its model. */
static const char *last_error;

void TVMAPISetLastError(const char *message) {
  last_error = message;
}

const char *TVMGetLastError(void) {
  return last_error != NULL ? last_error : "";
}

/* Not inlined: it would be, in a dozen places. */
__attribute__((noinline)) static ai_status fail(const pinfold_model *model, const char *message) {
  model->state->error = message;
  return AI_STATUS_ERROR;
}

static const pinfold_model *running_model(int32_t index) {
  const pinfold_model *model = NULL;
  if (index >= 0 && (uint32_t)index < pinfold_model_count) {
    model = pinfold_models[index];
  }
  if (model == NULL || model->state->step == NULL) {
    last_error = "A workspace was used outside of an operator.";
    return NULL;
  }
  return model;
}

/* Of a planned place: an address, or with supplied activations an offset. */
static uint8_t *address_of(const pinfold_model *model, uint8_t *planned) {
  if (model->patches == NULL) {
    return planned;
  }
  return model->state->activations + model->guard + (uintptr_t)planned;
}

static void *take_block(const pinfold_model *model, const pinfold_workspace *block, uint64_t bytes) {
  const uint32_t start = (model->state->block_used + BLOCK_ALIGNMENT - 1u) & ~(BLOCK_ALIGNMENT - 1u);
  if (start > block->bytes || bytes > block->bytes - start) {
    (void)fail(model, "An operator asked for more workspace than was planned for it.");
    return NULL;
  }
  model->state->block_used = start + (uint32_t)bytes;
  return address_of(model, block->address) + start;
}

void *pinfold_alloc_workspace(int32_t model_index, uint64_t bytes, uint32_t line) {
  const pinfold_model *model = running_model(model_index);
  if (model == NULL) {
    return NULL;
  }
  const pinfold_step *step = model->state->step;
  for (uint32_t i = 0; i < step->workspace_count; ++i) {
    const pinfold_workspace *workspace = &step->workspaces[i];
    if (workspace->line != line) {
      continue;
    }
    if (line == 0) {
      return take_block(model, workspace, bytes);
    }
    if (model->held[i] != 0) {
      (void)fail(model, "An operator asked for a workspace that it has not freed yet.");
      return NULL;
    }
    if (bytes > workspace->bytes) {
      (void)fail(model, "An operator asked for more workspace than was planned for it.");
      return NULL;
    }
    model->held[i] = 1;
    return address_of(model, workspace->address);
  }
  (void)fail(model, "An operator asked for a workspace that was not planned.");
  return NULL;
}

void *(TVMBackendAllocWorkspace)(int device_type, int device_id, uint64_t bytes, int code_hint, int bits_hint) {
  (void)device_type;
  (void)code_hint;
  (void)bits_hint;
  return pinfold_alloc_workspace(device_id, bytes, 0);
}

int TVMBackendFreeWorkspace(int device_type, int device_id, void *workspace) {
  const pinfold_model *model = running_model(device_id);
  (void)device_type;
  if (model == NULL) {
    return -1;
  }
  /* From the last call in the text: of several that share an address, and are not used at the same time, it is the inner
     one that is freed first. */
  const pinfold_step *step = model->state->step;
  for (uint32_t i = step->workspace_count; i-- > 0;) {
    const uintptr_t distance = (uintptr_t)workspace - (uintptr_t)address_of(model, step->workspaces[i].address);
    if (step->workspaces[i].line == 0 && distance < model->state->block_used) {
      model->state->block_used = (uint32_t)distance;
      return 0;
    }
    if (step->workspaces[i].line != 0 && distance == 0 && model->held[i] != 0) {
      model->held[i] = 0;
      return 0;
    }
  }
  (void)fail(model, "An operator freed a workspace that it does not have.");
  return -1;
}

int TVMBackendParallelLaunch(FTVMParallelLambda job, void *closure, int num_task) {
  TVMParallelGroupEnv environment = {NULL, 1};
  (void)num_task;
  return job(0, &environment, closure);
}

static ai_status check_created(const pinfold_model *model) {
  return model->state->info != NULL ? AI_STATUS_OK
                                    : fail(model, "The model must be created before it runs.");
}

static ai_status run_step(const pinfold_model *model, const pinfold_step *step) {
  pinfold_state *state = model->state;
  TVMValue return_value = {0};
  int32_t return_code = 0;
  memset(model->held, 0, step->workspace_count);
  state->block_used = 0;
  state->error = NULL;
  last_error = NULL;
  state->step = step;
  const int32_t status = step->kernel((void *)step->args, (int32_t *)pinfold_type_codes,
                                      step->input_count + step->output_count, &return_value, &return_code, NULL);
  state->step = NULL;
  if (status == 0 && state->error == NULL) {
    return AI_STATUS_OK;
  }
  if (state->error == NULL) {
    (void)fail(model, last_error != NULL ? last_error : "The kernel of an operator returned an error.");
  }
  return AI_STATUS_ERROR;
}

ai_status pinfold_run_step(const pinfold_model *model, uint32_t step) {
  if (check_created(model) != AI_STATUS_OK) {
    return AI_STATUS_ERROR;
  }
  if (step >= model->step_count) {
    return fail(model, "The model has no operator of this index.");
  }
  return run_step(model, &model->steps[step]);
}

ai_status pinfold_run(const pinfold_model *model) {
  ai_status status = check_created(model);
  for (uint32_t i = 0; status == AI_STATUS_OK && i < model->step_count; ++i) {
    status = run_step(model, &model->steps[i]);
  }
  return status;
}

static void set_activations(const pinfold_model *model, uint8_t *activations) {
  model->state->activations = activations;
  for (uint32_t i = 0; i < model->patch_count; ++i) {
    *model->patches[i].data = activations != NULL ? activations + model->guard + model->patches[i].offset : NULL;
  }
}

void pinfold_copy_constants(const pinfold_model *model) {
  for (uint32_t i = 0; i < model->constant_count; ++i) {
    memcpy(address_of(model, model->constants[i].to), model->constants[i].from, model->constants[i].bytes);
  }
}

ai_status pinfold_create(const pinfold_model *model, const uint8_t *weights, uint8_t *activations) {
  pinfold_state *state = model->state;
  if (state->info != NULL) {
    return fail(model, "The model is created already: ai_destroy it first.");
  }
  if (weights != NULL && weights != model->info->ai_get_params()) {
    return fail(model, "The weights must be the model's own, or NULL.");
  }
  if (model->patches == NULL) {
    if (activations != NULL && activations != model->info->activations) {
      return fail(model, "The model has activations of its own: pass those or NULL.");
    }
  } else {
    if (activations == NULL) {
      return fail(model, "The model needs activations, and got NULL.");
    }
    if (((uintptr_t)activations & (model->alignment - 1u)) != 0) {
      return fail(model, "The activations are not aligned as they must be.");
    }
    set_activations(model, activations);
  }
  if (model->copy_constants != NULL) {
    model->copy_constants(model);
  }
  state->info = model->info;
  state->step = NULL;
  state->error = NULL;
  return AI_STATUS_OK;
}

ai_status pinfold_destroy(const pinfold_model *model) {
  if (model->state->info == NULL) {
    return fail(model, "The model has not been created.");
  }
  set_activations(model, NULL);
  model->state->info = NULL;
  model->state->error = NULL;
  return AI_STATUS_OK;
}

ai_status pinfold_run_tensors(const pinfold_model *model, ai_tensor *const *inputs, ai_tensor *const *outputs) {
  bool own = (inputs != NULL || model->input_count == 0) && (outputs != NULL || model->output_count == 0);
  for (uint32_t i = 0; own && i < model->input_count; ++i) {
    own = inputs[i] == model->inputs[i];
  }
  for (uint32_t i = 0; own && i < model->output_count; ++i) {
    own = outputs[i] == model->outputs[i];
  }
  if (!own) {
    return fail(model, "A model runs with its own tensors only.");
  }
  return pinfold_run(model);
}

int32_t pinfold_copy(void *args, int32_t *type_codes, int32_t num_args, void *return_value, int32_t *return_code,
                     void *resource) {
  const TVMValue *values = (const TVMValue *)args;
  (void)type_codes;
  (void)return_value;
  (void)return_code;
  (void)resource;
  if (num_args != 2) {
    return -1;
  }
  const DLTensor *from = (const DLTensor *)values[0].v_handle;
  const DLTensor *to = (const DLTensor *)values[1].v_handle;
  size_t bytes = ((size_t)from->dtype.bits * from->dtype.lanes + 7u) / 8u;
  for (int32_t axis = 0; axis < from->ndim; ++axis) {
    bytes *= (size_t)from->shape[axis];
  }
  memcpy(to->data, from->data, bytes);
  return 0;
}
