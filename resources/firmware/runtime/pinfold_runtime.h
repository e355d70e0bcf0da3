/* SPDX-License-Identifier: 0BSD */
/* The tables that Pinfold generates for a model, and the few functions that work on them. Applications use
   ai_runtime_api.h; this is what lies beneath. All tables are const and in flash. */
#ifndef PINFOLD_RUNTIME_H
#define PINFOLD_RUNTIME_H

#include <stdbool.h>
#include <stdint.h>

#include "ai_runtime_api.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where ai_model_info structures are gathered for the model iterator. The linker script defines
   __models_section_start__ and __models_section_end__ around it; on the host GNU ld does, under names of its own. */
#ifdef PINFOLD_HOST
#define PINFOLD_MODELS_SECTION "nn_models"
#else
#define PINFOLD_MODELS_SECTION ".nn_models"
#endif

/* A kernel of the archive: returns 0 or an error. */
typedef int32_t (*pinfold_kernel)(void *args, int32_t *type_codes, int32_t num_args, void *return_value,
                                  int32_t *return_code, void *resource);

/* The planned place of one TVMBackendAllocWorkspace call. */
typedef struct pinfold_workspace {
  uint32_t line;  /* of the call in the kernel's source file; 0: object file, a stack of `bytes` for the whole operator */
  uint32_t bytes; /* that were planned */
  uint8_t *address; /* with supplied activations: the offset in the pool, as a pointer */
} pinfold_workspace;

/* One operator. */
typedef struct pinfold_step {
  pinfold_kernel kernel;
  const TVMValue *args; /* handles of DLTensors: inputs, then outputs */
  const pinfold_workspace *workspaces;
  uint8_t input_count;
  uint8_t output_count;
  uint8_t workspace_count;
} pinfold_step;

/* With supplied activations: a tensor's data pointer, set by ai_create. */
typedef struct pinfold_patch {
  void **data;
  uint32_t offset; /* in the pool */
} pinfold_patch;

/* A constant that ai_create copies to RAM: its tensors point there. */
typedef struct pinfold_constant {
  uint8_t *to; /* with supplied activations: the offset in the pool, as a pointer */
  const uint8_t *from;
  uint32_t bytes;
} pinfold_constant;

/* What may change at run time, in RAM. */
typedef struct pinfold_state {
  const ai_model_info *info;   /* NULL: not created */
  const char *error;           /* of the last call; NULL: none */
  uint8_t *activations;        /* supplied by the application, or NULL */
  const pinfold_step *step;    /* the operator that runs; NULL between operators */
  uint32_t block_used;         /* bytes of an object file's block that are in use */
} pinfold_state;

typedef struct pinfold_model {
  const char *name;
  const pinfold_step *steps;
  const ai_tensor *const *inputs;
  const ai_tensor *const *outputs;
  pinfold_state *state;
  uint16_t step_count;
  uint8_t input_count;
  uint8_t output_count;
  uint8_t index; /* in pinfold_models; DLTensor's device_id carries it */
  const ai_model_info *info;
  uint8_t *held; /* one per workspace of a step: whether it is in use now */
  const pinfold_constant *constants;
  uint32_t constant_count;
  /* pinfold_copy_constants, or NULL: programs that copy none do not link it. */
  void (*copy_constants)(const struct pinfold_model *model);
  /* Supplied activations only; patches NULL otherwise. */
  const pinfold_patch *patches;
  uint32_t patch_count;
  uint32_t guard;     /* bytes of the supplied memory that lie below offset 0 */
  uint32_t alignment; /* that the supplied memory must have */
} pinfold_model;

/* All models of the program, generated. */
extern const pinfold_model *const pinfold_models[];
extern const uint32_t pinfold_model_count;
/* Type codes of any kernel's arguments, generated: kTVMDLTensorHandle, as often as the longest list needs. */
extern const int32_t pinfold_type_codes[];

/* Runs one operator (0 … step_count-1). On failure the message is in state->error. */
ai_status pinfold_run_step(const pinfold_model *model, uint32_t step);
/* Runs all operators in order; stops at the first failure. */
ai_status pinfold_run(const pinfold_model *model);

/* Copies the model's constants to their places in RAM. */
void pinfold_copy_constants(const pinfold_model *model);

/* What the functions in ai_model_info do, for any model. `inputs` and `outputs` must be the model's own. */
ai_status pinfold_create(const pinfold_model *model, const uint8_t *weights, uint8_t *activations);
ai_status pinfold_destroy(const pinfold_model *model);
ai_status pinfold_run_tensors(const pinfold_model *model, ai_tensor *const *inputs, ai_tensor *const *outputs);

/* The graph's `__copy`, as a kernel: the first argument's bytes to the second's. */
int32_t pinfold_copy(void *args, int32_t *type_codes, int32_t num_args, void *return_value, int32_t *return_code,
                     void *resource);

#ifdef __cplusplus
}
#endif

#endif
