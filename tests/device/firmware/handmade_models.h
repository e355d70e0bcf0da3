/* SPDX-License-Identifier: 0BSD */
#ifndef HANDMADE_MODELS_H
#define HANDMADE_MODELS_H

#define HANDMADE_BULK_BYTES 30000

/* Values of moody's input: its operator 1 fails, restarts the device, or never ends. */
enum { HANDMADE_FAIL = 1, HANDMADE_RESTART = 2, HANDMADE_HANG = 3 };

#ifdef __cplusplus
extern "C" {
#endif
/* What HANDMADE_RESTART calls; a crash at first. */
extern void (*handmade_restart)(void);
/* If set, HANDMADE_HANG does nothing. */
extern int handmade_patient;
#ifdef __cplusplus
}
#endif

#endif
