/* Everything that an application can do wrong with the model "probe" (float input x[4], output twice of it): each must give
   a status and a message, and leave the program usable. Exit code 0 if all do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ai_runtime_api.h"
#include "pinfold_runtime.h"
#include "probe.h"

static int failures;

#define EXPECT(condition)                                            \
  do {                                                               \
    if (!(condition)) {                                              \
      fprintf(stderr, "line %d: not true: %s\n", __LINE__, #condition); \
      ++failures;                                                    \
    }                                                                \
  } while (0)

static void expect_message(ai_handle handle, const char *part, int line) {
  if (strstr(ai_get_error(handle), part) == NULL) {
    fprintf(stderr, "line %d: the message is \"%s\"\n", line, ai_get_error(handle));
    ++failures;
  }
}
#define EXPECT_MESSAGE(handle, part) expect_message((handle), (part), __LINE__)

static void use_null_handle(void) {
  EXPECT(ai_run(NULL) == AI_STATUS_ERROR);
  EXPECT_MESSAGE(NULL, "handle is NULL");
  EXPECT(ai_destroy(NULL) == AI_STATUS_ERROR);
  EXPECT(ai_get_input_size(NULL) == 0 && ai_get_output_size(NULL) == 0);
  EXPECT(ai_get_input(NULL, 0) == NULL && ai_get_output(NULL, 0) == NULL);
  EXPECT(ai_get_name(NULL) == NULL && ai_get_datetime(NULL) == NULL && ai_get_revision(NULL) == NULL);
  EXPECT(ai_get_tool_version(NULL) == NULL && ai_get_api_version(NULL) == NULL);
  EXPECT(ai_get_node_size(NULL) == 0 && ai_get_activations_size(NULL) == 0 && ai_get_params_size(NULL) == 0);
  EXPECT(ai_get_activations(NULL) == NULL && ai_get_params(NULL) == NULL);
  EXPECT(ai_get_quantization(NULL) == NULL);
}

static void use_unknown_handle(void) {
  int something = 0;
  EXPECT(ai_run(&something) == AI_STATUS_ERROR);
  EXPECT_MESSAGE(&something, "none that ai_create gave");
  EXPECT(ai_get_input(&something, 0) == NULL);
}

static void create_wrongly(uint8_t *memory) {
  ai_handle handle = &handle;
  ai_model_info copy = probe_network;
  EXPECT(ai_create(&probe_network, memory, NULL) == AI_STATUS_ERROR);
  EXPECT_MESSAGE(NULL, "place for the handle");
  EXPECT(ai_create(NULL, memory, &handle) == AI_STATUS_ERROR);
  EXPECT(handle == NULL);
  EXPECT_MESSAGE(handle, "needs a model");
  EXPECT(ai_create(&copy, memory, &handle) == AI_STATUS_ERROR);
  EXPECT_MESSAGE(handle, "no model of this program");
#ifdef SUPPLIED
  EXPECT(ai_create(&probe_network, NULL, &handle) == AI_STATUS_ERROR);
  EXPECT_MESSAGE(handle, "got NULL");
  EXPECT(ai_create(&probe_network, memory + 1, &handle) == AI_STATUS_ERROR);
  EXPECT_MESSAGE(handle, "not aligned");
#else
  uint8_t elsewhere[16];
  EXPECT(ai_create(&probe_network, elsewhere, &handle) == AI_STATUS_ERROR);
  EXPECT_MESSAGE(handle, "activations of its own");
#endif
  EXPECT(ai_run(handle) == AI_STATUS_ERROR);
  EXPECT_MESSAGE(handle, "not been created");
  EXPECT(pinfold_run(pinfold_models[0]) == AI_STATUS_ERROR);
  EXPECT_MESSAGE(handle, "must be created");
  EXPECT(ai_destroy(handle) == AI_STATUS_ERROR);
  EXPECT(ai_probe_create((uint8_t *)&copy, memory) == AI_STATUS_ERROR);
  EXPECT_MESSAGE(handle, "weights");
}

static void use_wrong_index(ai_handle handle) {
  EXPECT(ai_get_input(handle, 1) == NULL);
  EXPECT_MESSAGE(handle, "no input");
  EXPECT(ai_get_input(handle, -1) == NULL);
  EXPECT(ai_get_output(handle, 1) == NULL);
  EXPECT_MESSAGE(handle, "no output");
  EXPECT(ai_get_output(handle, INT32_MIN) == NULL);
  EXPECT(pinfold_run_step(pinfold_models[0], 1000) == AI_STATUS_ERROR);
  EXPECT_MESSAGE(handle, "no operator");
}

static void run_foreign_tensors(ai_handle handle) {
  ai_tensor copy = *ai_get_input(handle, 0);
  ai_tensor *inputs[] = {&copy};
  EXPECT(ai_probe_run(inputs, probe_network.outputs) == AI_STATUS_ERROR);
  EXPECT_MESSAGE(handle, "its own tensors");
  EXPECT(ai_probe_run(NULL, NULL) == AI_STATUS_ERROR);
}

static void use_iterator_wrongly(void) {
  EXPECT(ai_model_iterator_value(ai_model_iterator_end()) == NULL);
  EXPECT(ai_model_iterator_value(UINT32_MAX) == NULL);
}

static void run_well(ai_handle handle) {
  float *input = (float *)ai_get_input(handle, 0)->dltensor.data;
  for (int i = 0; i < 4; ++i) input[i] = 0.5f + (float)i;
  EXPECT(ai_run(handle) == AI_STATUS_OK);
  EXPECT(strcmp(ai_get_error(handle), "") == 0);
  const float *output = (const float *)ai_get_output(handle, 0)->dltensor.data;
  for (int i = 0; i < 4; ++i) EXPECT(output[i] == 1.0f + 2.0f * (float)i);
}

int main(void) {
  ai_handle handle = NULL;
  ai_handle again = NULL;
  uint8_t *memory = NULL;
  EXPECT(strlen(ai_get_error(NULL)) > 0);
#ifdef SUPPLIED
  EXPECT(probe_network.activations == NULL);
  memory = (uint8_t *)malloc(_PROBE_ACTIVATION_BYTES_);
#endif
  use_null_handle();
  use_unknown_handle();
  create_wrongly(memory);
  EXPECT(ai_create(&probe_network, memory, &handle) == AI_STATUS_OK);
  EXPECT(ai_create(&probe_network, memory, &again) == AI_STATUS_ERROR);
  EXPECT_MESSAGE(again, "created already");
  use_wrong_index(handle);
  run_foreign_tensors(handle);
  use_iterator_wrongly();
  run_well(handle);
  EXPECT(ai_destroy(handle) == AI_STATUS_OK);
  EXPECT(ai_get_input(handle, 0) == NULL);
  EXPECT_MESSAGE(handle, "destroyed");
  EXPECT(ai_create(&probe_network, memory, &handle) == AI_STATUS_OK);
  run_well(handle);
  EXPECT(ai_destroy(handle) == AI_STATUS_OK);
  free(memory);
  return failures == 0 ? 0 : 1;
}
