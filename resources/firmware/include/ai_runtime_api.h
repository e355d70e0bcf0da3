/* SPDX-License-Identifier: 0BSD */
/* The application's interface to the models of a Pinfold project. Names and types are those of TVM's STM32 port
   (apache/tvm v0.12, src/runtime/crt/contrib/stm32), so that applications written for it compile unchanged.

     ai_handle network;
     if (ai_create(&kws_int8_network, AI_MODEL_activations((&kws_int8_network)), &network) != AI_STATUS_OK) …
     memcpy(ai_get_input(network, 0)->dltensor.data, samples, get_tensor_size(ai_get_input(network, 0)));
     if (ai_run(network) != AI_STATUS_OK) puts(ai_get_error(network));

   Tensors and ai_model_info lie in flash: read them, never write to them. */
#ifndef AI_RUNTIME_API_H
#define AI_RUNTIME_API_H

#include "ai_platform.h"
#include "dlpack/dlpack.h"
#include "tvm/runtime/c_runtime_api.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AI_PLATFORM_RUNTIME_MAJOR 1
#define AI_PLATFORM_RUNTIME_MINOR 0
#define AI_PLATFORM_RUNTIME_MICRO 0

#define AI_STATIC static
#if defined(__GNUC__) || defined(__clang__)
#define AI_INLINE __inline
#else
#define AI_INLINE inline
#endif

typedef uint8_t *ai_ptr;

typedef enum {
  AI_STATUS_OK = 0,
  AI_STATUS_ERROR = 1,
  AI_STATUS_DELEGATE_ERROR = 2
} ai_status;

/* real value = scale × (quantized value − zero_point) */
typedef struct {
  float *scale;        /* one, or one for each index of dimension `dim` */
  int32_t *zero_point; /* as many */
  int32_t dim;         /* -1: one scale for the whole tensor */
} ai_quantization_info;

typedef struct {
  DLTensor dltensor;
  ai_quantization_info *quant; /* NULL: none known */
} ai_tensor;

AI_STATIC AI_INLINE DLTensor *get_dltensor(ai_tensor *tensor) {
  return &tensor->dltensor;
}

/* Elements of a tensor; 1 for a scalar. */
AI_STATIC AI_INLINE uint32_t get_tensor_elts(const ai_tensor *tensor) {
  uint32_t elements = 1;
  for (int32_t axis = 0; axis < tensor->dltensor.ndim; ++axis) {
    elements *= (uint32_t)tensor->dltensor.shape[axis];
  }
  return elements;
}

/* Bytes of a tensor. */
AI_STATIC AI_INLINE uint32_t get_tensor_size(const ai_tensor *tensor) {
  const DLDataType type = tensor->dltensor.dtype;
  return get_tensor_elts(tensor) * (((uint32_t)type.bits * type.lanes + 7u) / 8u);
}

typedef struct {
  const char *name;
  const char *datetime;     /* of the archive's export */
  const char *revision;     /* first digits of the archive's SHA-256 */
  const char *tool_version; /* of Pinfold */
  const char *api_version;
  uint16_t n_nodes;
  uint8_t n_inputs;
  uint8_t n_outputs;
  uint32_t activations_size; /* bytes of all pools that the model uses, with their guards, also of shared ones */
  uint32_t params_size;      /* bytes of the weights */
  ai_ptr activations;        /* the first of these pools; NULL where the application supplies it */
  ai_tensor **inputs;
  ai_tensor **outputs;
  ai_ptr (*ai_get_params)(void);
  ai_status (*ai_create)(const ai_ptr weights, const ai_ptr activations);
  ai_status (*ai_destroy)(void);
  ai_status (*ai_run)(ai_tensor *input[], ai_tensor *output[]);
} ai_model_info;

#define AI_MODEL_name(x) ((x)->name)
#define AI_MODEL_datetime(x) ((x)->datetime)
#define AI_MODEL_revision(x) ((x)->revision)
#define AI_MODEL_tool_version(x) ((x)->tool_version)
#define AI_MODEL_api_version(x) ((x)->api_version)
#define AI_MODEL_n_nodes(x) ((x)->n_nodes)
#define AI_MODEL_n_inputs(x) ((x)->n_inputs)
#define AI_MODEL_n_outputs(x) ((x)->n_outputs)
#define AI_MODEL_activations_size(x) ((x)->activations_size)
#define AI_MODEL_params_size(x) ((x)->params_size)
#define AI_MODEL_inputs(x) ((x)->inputs)
#define AI_MODEL_outputs(x) ((x)->outputs)
#define AI_MODEL_activations(x) ((x)->activations)

/* All models of the program: for (it = ai_model_iterator_begin(); it != ai_model_iterator_end();
   it = ai_model_iterator_next(it)) use(ai_model_iterator_value(it)); */
typedef uint32_t ai_model_iterator;

ai_model_iterator ai_model_iterator_begin(void);
ai_model_iterator ai_model_iterator_next(ai_model_iterator it);
ai_model_iterator ai_model_iterator_end(void);
ai_model_info *ai_model_iterator_value(ai_model_iterator it); /* NULL at or after the end */

/* Makes a model ready to run. `activations`: the memory that the application supplies, activations_size bytes; where
   the model has its own, NULL or AI_MODEL_activations(nn). Constants that the plan has in RAM are copied there, each time
   again. On failure *handle still serves ai_get_error. */
ai_status ai_create(const ai_model_info *nn, ai_ptr activations, ai_handle *handle);
ai_status ai_destroy(ai_handle handle);

/* What was wrong with the last failed call on this handle, or "". With a NULL or unknown handle: what was wrong with the
   last call that had no usable handle. */
const char *ai_get_error(ai_handle handle);

/* All of these give 0 or NULL, and a message for ai_get_error, for a handle that is no created model or an index out of
   range. */
int32_t ai_get_input_size(ai_handle handle);
int32_t ai_get_output_size(ai_handle handle);
ai_tensor *ai_get_input(ai_handle handle, int32_t index);
ai_tensor *ai_get_output(ai_handle handle, int32_t index);

/* Runs all operators. Inputs may be overwritten, and the next inputs may lie where the outputs are, unless the plan was
   made to keep inputs. Models that share memory do so to each other's: write one's inputs, run it, take its outputs, then
   the next. */
ai_status ai_run(ai_handle handle);

const char *ai_get_name(ai_handle handle);
const char *ai_get_datetime(ai_handle handle);
const char *ai_get_revision(ai_handle handle);
const char *ai_get_tool_version(ai_handle handle);
const char *ai_get_api_version(ai_handle handle);
uint32_t ai_get_node_size(ai_handle handle);
uint32_t ai_get_activations_size(ai_handle handle);
uint32_t ai_get_params_size(ai_handle handle);
ai_ptr ai_get_activations(ai_handle handle);
ai_ptr ai_get_params(ai_handle handle); /* all weights, in flash, also those that were copied to RAM */

/* NULL if the tensor is NULL or not known to be quantized. */
const ai_quantization_info *ai_get_quantization(const ai_tensor *tensor);

#ifdef __cplusplus
}
#endif

#endif
