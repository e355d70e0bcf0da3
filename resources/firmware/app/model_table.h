/* SPDX-License-Identifier: 0BSD */
/* What the serial protocol tells of the program beyond pinfold_models: generated into app/model_table.c. */
#ifndef PINFOLD_MODEL_TABLE_H
#define PINFOLD_MODEL_TABLE_H

#include <stdint.h>

/* Memory for models whose activations the application supplies; NULL where they have their own. */
extern uint8_t *const pinfold_activations;
extern const char pinfold_board_id[];
extern const uint8_t pinfold_plan_sha256[32];
extern const uint32_t pinfold_timer_hz; /* of platform_ticks() */

#endif
