/* SPDX-License-Identifier: 0BSD */
/* What kernels call while they run. A workspace has a planned address for each place that asks for one; C sources are
   known by their line, object files share one block per operator. */
#ifndef TVM_RUNTIME_C_BACKEND_API_H_
#define TVM_RUNTIME_C_BACKEND_API_H_

#include "tvm/runtime/c_runtime_api.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The planned workspace of the call in this line, or NULL with a message if there is none, if it is smaller than
   `bytes` or in use already. `line` 0: the next part of the operator's block. */
void *pinfold_alloc_workspace(int32_t model, uint64_t bytes, uint32_t line);

void *TVMBackendAllocWorkspace(int device_type, int device_id, uint64_t bytes, int code_hint, int bits_hint);
/* 0, or -1 if `workspace` is not in use. */
int TVMBackendFreeWorkspace(int device_type, int device_id, void *workspace);

typedef struct {
  void *sync_handle;
  int32_t num_task;
} TVMParallelGroupEnv;

typedef int (*FTVMParallelLambda)(int task_id, TVMParallelGroupEnv *environment, void *closure);

/* Runs the whole job as one task; returns what the job returns. */
int TVMBackendParallelLaunch(FTVMParallelLambda job, void *closure, int num_task);

#define TVMBackendAllocWorkspace(device_type, device_id, bytes, code_hint, bits_hint) \
  pinfold_alloc_workspace((device_id), (bytes), (uint32_t)__LINE__)

#ifdef __cplusplus
}
#endif

#endif
