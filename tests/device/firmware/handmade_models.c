/* SPDX-License-Identifier: 0BSD */
/* Three small models, written as Pinfold's generator would, to try the serial protocol with:
   doubler: 30,000 bytes; the output is 2 x + 1 and lies where the input was, so a run that happens twice shows;
   chain: 40 operators, each adds 1 to four floats;
   moody: one byte; does by its value what a device should not do. */
#include "handmade_models.h"

#include <stdlib.h>
#include <string.h>

#include "model_table.h"
#include "pinfold_runtime.h"

#ifdef PINFOLD_HOST
#include <unistd.h>
#endif

const char pinfold_board_id[] = "handmade";
const uint8_t pinfold_plan_sha256[32] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                         16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};
uint8_t *const pinfold_activations = NULL;
#ifdef PINFOLD_HOST
const uint32_t pinfold_timer_hz = 1000000000u;
#else
const uint32_t pinfold_timer_hz = 25000000u;
#endif
const int32_t pinfold_type_codes[] = {kTVMDLTensorHandle, kTVMDLTensorHandle};

#ifdef PINFOLD_HOST
static void wait_for_signal(void) { (void)pause(); }
static void crash(void) { abort(); }
#else
static void wait_for_signal(void) {}
/* No board has anything at this address: a BusFault, after which the firmware starts again. */
static void crash(void) { *(volatile uint32_t *)(uintptr_t)0xDFFFFFF0u = 1; }
#endif
void (*handmade_restart)(void) = crash;
int handmade_patient;

static uint8_t bulk_a[HANDMADE_BULK_BYTES], bulk_b[HANDMADE_BULK_BYTES];
static float chain_a[4], chain_b[4];
static uint8_t moody_in[1], moody_out[1];

#define TENSOR(index, type_code, type_bits, dimensions, extents, address)                                    \
  {                                                                                                          \
    {(address), {kDLCPU, (index)}, (dimensions), {(type_code), (type_bits), 1}, (extents), NULL, 0}, NULL \
  }

static int64_t bulk_shape[] = {3, HANDMADE_BULK_BYTES / 3};
static int64_t chain_shape[] = {4};
static ai_tensor bulk_in_tensor = TENSOR(0, kDLUInt, 8, 2, bulk_shape, bulk_a);
static ai_tensor bulk_middle_tensor = TENSOR(0, kDLUInt, 8, 2, bulk_shape, bulk_b);
static ai_tensor chain_a_tensor = TENSOR(1, kDLFloat, 32, 1, chain_shape, chain_a);
static ai_tensor chain_b_tensor = TENSOR(1, kDLFloat, 32, 1, chain_shape, chain_b);
static ai_tensor moody_in_tensor = TENSOR(2, kDLUInt, 8, 0, NULL, moody_in);
static ai_tensor moody_out_tensor = TENSOR(2, kDLInt, 8, 0, NULL, moody_out);

#define KERNEL(name)                                                                                               \
  static int32_t name(void *args, int32_t *type_codes, int32_t num_args, void *return_value, int32_t *return_code, \
                      void *resource)
#define UNUSED_ARGUMENTS \
  (void)type_codes, (void)num_args, (void)return_value, (void)return_code, (void)resource

static void *data(void *args, int index) {
  return ((DLTensor *)((TVMValue *)args)[index].v_handle)->data;
}

KERNEL(twice) {
  UNUSED_ARGUMENTS;
  const uint8_t *from = data(args, 0);
  uint8_t *to = data(args, 1);
  for (int i = 0; i < HANDMADE_BULK_BYTES; ++i) to[i] = (uint8_t)(2 * from[i]);
  return 0;
}

KERNEL(plus_one) {
  UNUSED_ARGUMENTS;
  const uint8_t *from = data(args, 0);
  uint8_t *to = data(args, 1);
  for (int i = 0; i < HANDMADE_BULK_BYTES; ++i) to[i] = (uint8_t)(from[i] + 1);
  return 0;
}

KERNEL(add_one) {
  UNUSED_ARGUMENTS;
  const float *from = data(args, 0);
  float *to = data(args, 1);
  for (int i = 0; i < 4; ++i) to[i] = from[i] + 1.0f;
  return 0;
}

KERNEL(pass_on) {
  UNUSED_ARGUMENTS;
  memcpy(data(args, 1), data(args, 0), 1);
  return 0;
}

KERNEL(mood) {
  UNUSED_ARGUMENTS;
  const uint8_t value = *(const uint8_t *)data(args, 0);
  if (value == HANDMADE_FAIL) {
    TVMAPISetLastError("The moody kernel does not like this value.");
    return -1;
  }
  if (value == HANDMADE_RESTART) handmade_restart();
  while (value == HANDMADE_HANG && !handmade_patient) wait_for_signal();
  return 0;
}

static const TVMValue twice_args[] = {{.v_handle = &bulk_in_tensor}, {.v_handle = &bulk_middle_tensor}};
static const TVMValue plus_one_args[] = {{.v_handle = &bulk_middle_tensor}, {.v_handle = &bulk_in_tensor}};
static const TVMValue even_args[] = {{.v_handle = &chain_a_tensor}, {.v_handle = &chain_b_tensor}};
static const TVMValue odd_args[] = {{.v_handle = &chain_b_tensor}, {.v_handle = &chain_a_tensor}};
static const TVMValue pass_on_args[] = {{.v_handle = &moody_in_tensor}, {.v_handle = &moody_out_tensor}};
static const TVMValue mood_args[] = {{.v_handle = &moody_out_tensor}, {.v_handle = &moody_out_tensor}};

static const pinfold_step doubler_steps[] = {{twice, twice_args, NULL, 1, 1, 0}, {plus_one, plus_one_args, NULL, 1, 1, 0}};
#define PAIR {add_one, even_args, NULL, 1, 1, 0}, {add_one, odd_args, NULL, 1, 1, 0}
#define FIVE_PAIRS PAIR, PAIR, PAIR, PAIR, PAIR
static const pinfold_step chain_steps[] = {FIVE_PAIRS, FIVE_PAIRS, FIVE_PAIRS, FIVE_PAIRS};
static const pinfold_step moody_steps[] = {{pass_on, pass_on_args, NULL, 1, 1, 0}, {mood, mood_args, NULL, 1, 1, 0}};

static ai_tensor *doubler_tensors[] = {&bulk_in_tensor};
static ai_tensor *chain_tensors[] = {&chain_a_tensor};
static ai_tensor *moody_inputs[] = {&moody_in_tensor};
static ai_tensor *moody_outputs[] = {&moody_out_tensor};

static ai_ptr no_params(void) { return NULL; }

#define MODEL(number, model_name, in, out)                                                                         \
  static pinfold_state model_name##_state;                                                                         \
  static uint8_t model_name##_held[1];                                                                             \
  static const ai_model_info model_name##_info;                                                                    \
  static const pinfold_model model_name = {                                                                        \
      #model_name, model_name##_steps, (const ai_tensor *const *)(in), (const ai_tensor *const *)(out),            \
      &model_name##_state, sizeof model_name##_steps / sizeof model_name##_steps[0], 1, 1, (number),               \
      &model_name##_info, model_name##_held, NULL, 0, NULL, NULL, 0, 0, 1};                                            \
  static ai_status create_##model_name(const ai_ptr weights, const ai_ptr activations) {                           \
    return pinfold_create(&model_name, weights, activations);                                                      \
  }                                                                                                                \
  static ai_status destroy_##model_name(void) { return pinfold_destroy(&model_name); }                             \
  static ai_status run_##model_name(ai_tensor *input[], ai_tensor *output[]) {                                     \
    return pinfold_run_tensors(&model_name, input, output);                                                        \
  }                                                                                                                \
  __attribute__((section(PINFOLD_MODELS_SECTION), used, aligned(sizeof(void *)))) static const ai_model_info model_name##_info = {          \
      #model_name, "", "", "", "", sizeof model_name##_steps / sizeof model_name##_steps[0], 1, 1, 0, 0, NULL, in, \
      out, no_params, create_##model_name, destroy_##model_name, run_##model_name}

MODEL(0, doubler, doubler_tensors, doubler_tensors);
MODEL(1, chain, chain_tensors, chain_tensors);
MODEL(2, moody, moody_inputs, moody_outputs);

const pinfold_model *const pinfold_models[] = {&doubler, &chain, &moody};
const uint32_t pinfold_model_count = 3;
