/* SPDX-License-Identifier: 0BSD */
/* The device's side of Pinfold's serial protocol, version 1: writes inputs, runs models, reads tensors. The host drives;
   every request gets an answer. docs/protocol.md of Pinfold describes the frames. */
#ifndef PINFOLD_PROTOCOL_H
#define PINFOLD_PROTOCOL_H

#include <stdint.h>

#define PROTOCOL_VERSION 1u
#define PROTOCOL_WRITE_CHUNK 512u  /* bytes of a tensor in one write request */
#define PROTOCOL_READ_CHUNK 1024u  /* bytes of a tensor in one answer */
#define PROTOCOL_WINDOW 1800u      /* bytes on the line that the host may send ahead; the receive ring holds 2048 */
#define PROTOCOL_RUN_TICKS 32u     /* operators that one run request can time */

/* Tells the line that the device has started. `trouble`: why no model can run, or NULL; the host gets to read it. */
void protocol_start(const char *trouble);

/* Takes received bytes, and carries out and answers each request that they complete. */
void protocol_receive(const uint8_t *bytes, uint32_t count);

#endif
