/* SPDX-License-Identifier: 0BSD */
/* Basic types and macros of the ai_* API, under the names of TVM's STM32 port. */
#ifndef AI_PLATFORM_H
#define AI_PLATFORM_H

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef AI_PLATFORM_API_MAJOR
#define AI_PLATFORM_API_MAJOR (0)
#endif
#ifndef AI_PLATFORM_API_MINOR
#define AI_PLATFORM_API_MINOR (6)
#endif
#ifndef AI_PLATFORM_API_MICRO
#define AI_PLATFORM_API_MICRO (0)
#endif

#ifndef AI_TOOLS_API_VERSION_MAJOR
#define AI_TOOLS_API_VERSION_MAJOR (1)
#endif
#ifndef AI_TOOLS_API_VERSION_MINOR
#define AI_TOOLS_API_VERSION_MINOR (4)
#endif
#ifndef AI_TOOLS_API_VERSION_MICRO
#define AI_TOOLS_API_VERSION_MICRO (0)
#endif

#ifdef __cplusplus
#define AI_API_DECLARE_BEGIN extern "C" {
#define AI_API_DECLARE_END }
#else
#define AI_API_DECLARE_BEGIN
#define AI_API_DECLARE_END
#endif

#if defined(__GNUC__) || defined(__clang__)
#define AI_API_ENTRY __attribute__((visibility("default")))
#define AI_ALIGNED(bytes) __attribute__((aligned(bytes)))
#else
#define AI_API_ENTRY
#define AI_ALIGNED(bytes)
#endif

#define AI_HANDLE_PTR(pointer) ((ai_handle)(pointer))
#define AI_HANDLE_NULL AI_HANDLE_PTR(NULL)
#define AI_HANDLE_FUNC_PTR(function) ((ai_handle_func)(function))

#define SSIZET_FMT "%" PRIu32
#define AII32_FMT "%" PRId32
#define AIU32_FMT "%" PRIu32

typedef void *ai_handle;
typedef void (*ai_handle_func)(void *);

typedef float ai_float;
typedef double ai_double;
typedef bool ai_bool;
typedef uint32_t ai_size;
typedef uintptr_t ai_uptr;
typedef unsigned int ai_uint;
typedef uint8_t ai_u8;
typedef uint16_t ai_u16;
typedef uint32_t ai_u32;
typedef uint64_t ai_u64;
typedef int ai_int;
typedef int8_t ai_i8;
typedef int16_t ai_i16;
typedef int32_t ai_i32;
typedef int64_t ai_i64;
typedef uint32_t ai_signature;

typedef struct ai_platform_version_ {
  ai_u8 major;
  ai_u8 minor;
  ai_u8 micro;
  ai_u8 reserved;
} ai_platform_version;

/* The ai_buffer family: descriptions of tensors that applications of TVM's port make for their own reports. */
typedef int32_t ai_buffer_format;

#define AI_BUFFER_META_HAS_INTQ_INFO (0x1U << 0)
#define AI_BUFFER_META_FLAG_SCALE_FLOAT (0x1U << 0)
#define AI_BUFFER_META_FLAG_ZEROPOINT_U8 (0x1U << 1)
#define AI_BUFFER_META_FLAG_ZEROPOINT_S8 (0x1U << 2)

#define AI_BUFFER_FMT_TYPE_NONE (0x0)
#define AI_BUFFER_FMT_TYPE_FLOAT (0x1)
#define AI_BUFFER_FMT_TYPE_Q (0x2)
#define AI_BUFFER_FMT_TYPE_BOOL (0x3)

/* Bits of a format: 0-6 fraction bits + 64, 7-13 bits, 17-20 type, 23 signed, 24 float. */
#define AI_BUFFER_FMT_OBJ(format) ((ai_buffer_format)(format))
#define AI_BUFFER_FMT_UNPACK(format, mask, shift) ((AI_BUFFER_FMT_OBJ(format) >> (shift)) & (mask))
#define AI_BUFFER_FMT_PACK(value, mask, shift) (((value) & (mask)) << (shift))
#define AI_BUFFER_FMT_GET_FLOAT(format) AI_BUFFER_FMT_UNPACK(format, 0x1, 24)
#define AI_BUFFER_FMT_GET_SIGN(format) AI_BUFFER_FMT_UNPACK(format, 0x1, 23)
#define AI_BUFFER_FMT_GET_TYPE(format) AI_BUFFER_FMT_UNPACK(format, 0xF, 17)
#define AI_BUFFER_FMT_GET_BITS(format) AI_BUFFER_FMT_UNPACK(format, 0x7F, 7)
#define AI_BUFFER_FMT_GET_FBITS(format) ((ai_i8)(AI_BUFFER_FMT_UNPACK(format, 0x7F, 0) - 64))
#define AI_BUFFER_FMT_SET_BITS(bits) AI_BUFFER_FMT_PACK(bits, 0x7F, 7)
#define AI_BUFFER_FMT_SET_FBITS(bits) AI_BUFFER_FMT_PACK((bits) + 64, 0x7F, 0)
#define AI_BUFFER_FMT_SET(type, sign, real, bits, fraction)                                       \
  AI_BUFFER_FMT_OBJ(AI_BUFFER_FMT_PACK(real, 0x1, 24) | AI_BUFFER_FMT_PACK(sign, 0x1, 23) |       \
                    AI_BUFFER_FMT_PACK(type, 0xF, 17) | AI_BUFFER_FMT_SET_BITS(bits) |            \
                    AI_BUFFER_FMT_SET_FBITS(fraction))
#define AI_BUFFER_FMT_GET(format) (AI_BUFFER_FMT_OBJ(format) & 0x01FFFFFF)

enum {
  AI_BUFFER_FORMAT_NONE = AI_BUFFER_FMT_SET(AI_BUFFER_FMT_TYPE_NONE, 0, 0, 0, 0),
  AI_BUFFER_FORMAT_FLOAT = AI_BUFFER_FMT_SET(AI_BUFFER_FMT_TYPE_FLOAT, 1, 1, 32, 0),
  AI_BUFFER_FORMAT_U8 = AI_BUFFER_FMT_SET(AI_BUFFER_FMT_TYPE_Q, 0, 0, 8, 0),
  AI_BUFFER_FORMAT_U16 = AI_BUFFER_FMT_SET(AI_BUFFER_FMT_TYPE_Q, 0, 0, 16, 0),
  AI_BUFFER_FORMAT_S8 = AI_BUFFER_FMT_SET(AI_BUFFER_FMT_TYPE_Q, 1, 0, 8, 0),
  AI_BUFFER_FORMAT_S16 = AI_BUFFER_FMT_SET(AI_BUFFER_FMT_TYPE_Q, 1, 0, 16, 0),
  AI_BUFFER_FORMAT_Q = AI_BUFFER_FMT_SET(AI_BUFFER_FMT_TYPE_Q, 1, 0, 0, 0),
  AI_BUFFER_FORMAT_Q7 = AI_BUFFER_FMT_SET(AI_BUFFER_FMT_TYPE_Q, 1, 0, 8, 7),
  AI_BUFFER_FORMAT_Q15 = AI_BUFFER_FMT_SET(AI_BUFFER_FMT_TYPE_Q, 1, 0, 16, 15),
  AI_BUFFER_FORMAT_UQ = AI_BUFFER_FMT_SET(AI_BUFFER_FMT_TYPE_Q, 0, 0, 0, 0),
  AI_BUFFER_FORMAT_UQ7 = AI_BUFFER_FMT_SET(AI_BUFFER_FMT_TYPE_Q, 0, 0, 8, 7),
  AI_BUFFER_FORMAT_UQ15 = AI_BUFFER_FMT_SET(AI_BUFFER_FMT_TYPE_Q, 0, 0, 16, 15),
  AI_BUFFER_FORMAT_BOOL = AI_BUFFER_FMT_SET(AI_BUFFER_FMT_TYPE_BOOL, 0, 0, 8, 0)
};

typedef struct ai_intq_info_ {
  const ai_float *scale;
  const void *zeropoint;
} ai_intq_info;

typedef struct ai_intq_info_list_ {
  ai_u16 flags; /* AI_BUFFER_META_FLAG_* */
  ai_u16 size;  /* entries of info */
  const ai_intq_info *info;
} ai_intq_info_list;

typedef struct ai_buffer_meta_info_ {
  ai_u32 flags;
  ai_intq_info_list *intq_info;
} ai_buffer_meta_info;

typedef struct ai_buffer_ {
  ai_buffer_format format;
  ai_u16 n_batches;
  ai_u16 height;
  ai_u16 width;
  ai_u32 channels;
  ai_handle data;
  ai_buffer_meta_info *meta_info;
} ai_buffer;

typedef struct ai_network_report_ {
  const char *model_name;
  const char *model_signature;
  const char *model_datetime;
  const char *compile_datetime;
  const char *runtime_revision;
  ai_platform_version runtime_version;
  const char *tool_revision;
  ai_platform_version tool_version;
  ai_platform_version tool_api_version;
  ai_platform_version api_version;
  ai_platform_version interface_api_version;
  ai_u32 n_macc;
  ai_u16 n_inputs;
  ai_u16 n_outputs;
  ai_buffer *inputs;
  ai_buffer *outputs;
  ai_buffer activations;
  ai_buffer params;
  ai_u32 n_nodes;
  ai_signature signature;
} ai_network_report;

#define AI_BUFFER_FORMAT(buffer) AI_BUFFER_FMT_GET((buffer)->format)
#define AI_BUFFER_WIDTH(buffer) ((buffer)->width)
#define AI_BUFFER_HEIGHT(buffer) ((buffer)->height)
#define AI_BUFFER_CHANNELS(buffer) ((buffer)->channels)
#define AI_BUFFER_N_BATCHES(buffer) ((buffer)->n_batches)
#define AI_BUFFER_DATA(buffer, type) ((type *)((buffer)->data))
#define AI_BUFFER_META_INFO(buffer) ((buffer)->meta_info)
#define AI_BUFFER_SIZE(buffer) ((buffer)->width * (buffer)->height * (buffer)->channels)
#define AI_BUFFER_BYTE_SIZE(count, format) (((count) * AI_BUFFER_FMT_GET_BITS(format) + 4) >> 3)

#endif
