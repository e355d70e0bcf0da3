/* SPDX-License-Identifier: 0BSD */
/* The application's interface over pinfold_runtime.h. A handle is the address of the model's table. */
#include "ai_runtime_api.h"

#include "pinfold_runtime.h"

#ifdef PINFOLD_HOST
extern const ai_model_info __start_nn_models[];
extern const ai_model_info __stop_nn_models[];
#define MODELS_BEGIN __start_nn_models
#define MODELS_END __stop_nn_models
#else
extern const ai_model_info __models_section_start__[];
extern const ai_model_info __models_section_end__[];
#define MODELS_BEGIN __models_section_start__
#define MODELS_END __models_section_end__
#endif

/* What went wrong in the last call that had no usable handle. */
static const char *stray_error;

static uint32_t section_count(void) {
  return (uint32_t)(((uintptr_t)MODELS_END - (uintptr_t)MODELS_BEGIN) / sizeof(ai_model_info));
}

ai_model_iterator ai_model_iterator_begin(void) {
  return 0;
}

ai_model_iterator ai_model_iterator_end(void) {
  return section_count();
}

ai_model_iterator ai_model_iterator_next(ai_model_iterator it) {
  return it + 1;
}

ai_model_info *ai_model_iterator_value(ai_model_iterator it) {
  return it < section_count() ? (ai_model_info *)&MODELS_BEGIN[it] : NULL;
}

/* The model of a handle, created or not; NULL, with a message, if there is none. */
static const pinfold_model *known(ai_handle handle) {
  for (uint32_t i = 0; i < pinfold_model_count; ++i) {
    if (handle == (ai_handle)pinfold_models[i]) {
      return pinfold_models[i];
    }
  }
  stray_error = handle == NULL ? "The handle is NULL." : "The handle is none that ai_create gave.";
  return NULL;
}

static const pinfold_model *created(ai_handle handle) {
  const pinfold_model *model = known(handle);
  if (model != NULL && model->state->info == NULL) {
    model->state->error = "The model has not been created (ai_create), or was destroyed.";
    model = NULL;
  }
  return model;
}

ai_status ai_create(const ai_model_info *nn, ai_ptr activations, ai_handle *handle) {
  if (handle == NULL) {
    stray_error = "ai_create needs a place for the handle, and got NULL.";
    return AI_STATUS_ERROR;
  }
  *handle = NULL;
  for (uint32_t i = 0; i < pinfold_model_count; ++i) {
    if (pinfold_models[i]->info == nn) {
      *handle = (ai_handle)pinfold_models[i];
      return nn->ai_create(nn->ai_get_params(), activations);
    }
  }
  stray_error = nn == NULL ? "ai_create needs a model, and got NULL." : "ai_create got no model of this program.";
  return AI_STATUS_ERROR;
}

ai_status ai_destroy(ai_handle handle) {
  const pinfold_model *model = known(handle);
  return model != NULL ? model->info->ai_destroy() : AI_STATUS_ERROR;
}

const char *ai_get_error(ai_handle handle) {
  for (uint32_t i = 0; i < pinfold_model_count; ++i) {
    if (handle == (ai_handle)pinfold_models[i]) {
      return pinfold_models[i]->state->error != NULL ? pinfold_models[i]->state->error : "";
    }
  }
  return stray_error != NULL ? stray_error : "The handle is NULL or none that ai_create gave.";
}

int32_t ai_get_input_size(ai_handle handle) {
  const pinfold_model *model = created(handle);
  return model != NULL ? model->input_count : 0;
}

int32_t ai_get_output_size(ai_handle handle) {
  const pinfold_model *model = created(handle);
  return model != NULL ? model->output_count : 0;
}

ai_tensor *ai_get_input(ai_handle handle, int32_t index) {
  const pinfold_model *model = created(handle);
  if (model == NULL) {
    return NULL;
  }
  if (index < 0 || index >= model->input_count) {
    model->state->error = "The model has no input of this index.";
    return NULL;
  }
  return (ai_tensor *)model->inputs[index];
}

ai_tensor *ai_get_output(ai_handle handle, int32_t index) {
  const pinfold_model *model = created(handle);
  if (model == NULL) {
    return NULL;
  }
  if (index < 0 || index >= model->output_count) {
    model->state->error = "The model has no output of this index.";
    return NULL;
  }
  return (ai_tensor *)model->outputs[index];
}

ai_status ai_run(ai_handle handle) {
  const pinfold_model *model = created(handle);
  return model != NULL ? model->info->ai_run(model->info->inputs, model->info->outputs) : AI_STATUS_ERROR;
}

const char *ai_get_name(ai_handle handle) {
  const pinfold_model *model = created(handle);
  return model != NULL ? model->info->name : NULL;
}

const char *ai_get_datetime(ai_handle handle) {
  const pinfold_model *model = created(handle);
  return model != NULL ? model->info->datetime : NULL;
}

const char *ai_get_revision(ai_handle handle) {
  const pinfold_model *model = created(handle);
  return model != NULL ? model->info->revision : NULL;
}

const char *ai_get_tool_version(ai_handle handle) {
  const pinfold_model *model = created(handle);
  return model != NULL ? model->info->tool_version : NULL;
}

const char *ai_get_api_version(ai_handle handle) {
  const pinfold_model *model = created(handle);
  return model != NULL ? model->info->api_version : NULL;
}

uint32_t ai_get_node_size(ai_handle handle) {
  const pinfold_model *model = created(handle);
  return model != NULL ? model->info->n_nodes : 0;
}

uint32_t ai_get_activations_size(ai_handle handle) {
  const pinfold_model *model = created(handle);
  return model != NULL ? model->info->activations_size : 0;
}

uint32_t ai_get_params_size(ai_handle handle) {
  const pinfold_model *model = created(handle);
  return model != NULL ? model->info->params_size : 0;
}

ai_ptr ai_get_activations(ai_handle handle) {
  const pinfold_model *model = created(handle);
  if (model == NULL) {
    return NULL;
  }
  return model->patches != NULL ? model->state->activations : model->info->activations;
}

ai_ptr ai_get_params(ai_handle handle) {
  const pinfold_model *model = created(handle);
  return model != NULL ? model->info->ai_get_params() : NULL;
}

const ai_quantization_info *ai_get_quantization(const ai_tensor *tensor) {
  return tensor != NULL ? tensor->quant : NULL;
}
