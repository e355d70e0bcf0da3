/* SPDX-License-Identifier: 0BSD */
/* This computer in the place of a board: standard input and output are the serial line, a tick is a nanosecond. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "platform.h"

static struct timespec start;

void platform_init(void) { (void)clock_gettime(CLOCK_MONOTONIC, &start); }

uint32_t platform_read(uint8_t *bytes, uint32_t capacity) {
  for (;;) {
    const ssize_t count = read(STDIN_FILENO, bytes, capacity);
    if (count > 0) return (uint32_t)count;
    if (count == 0) exit(EXIT_SUCCESS);
    if (errno != EINTR) exit(EXIT_FAILURE);
  }
}

void platform_idle(void) {}

uint32_t platform_receive_overruns(void) { return 0; }

void platform_write(const uint8_t *bytes, uint32_t count) {
  while (count > 0) {
    const ssize_t written = write(STDOUT_FILENO, bytes, count);
    if (written < 0 && errno != EINTR) exit(EXIT_FAILURE);
    if (written > 0) {
      bytes += written;
      count -= (uint32_t)written;
    }
  }
}

uint64_t platform_ticks(void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  const int64_t seconds = (int64_t)now.tv_sec - (int64_t)start.tv_sec;
  return (uint64_t)(seconds * 1000000000 + ((int64_t)now.tv_nsec - (int64_t)start.tv_nsec));
}

/* The operating system's stack grows as needed and is not measured. */
uint32_t platform_stack_size(void) { return 0; }
uint32_t platform_stack_used(void) { return 0; }
bool platform_stack_intact(void) { return true; }

const platform_fault *platform_last_fault(void) { return NULL; }
