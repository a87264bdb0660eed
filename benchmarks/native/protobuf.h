// Our protocol in Protobuf, as far as the generator speaks it.
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// A message behind its tag and length; all of them are shorter than 16,384 bytes.
static int put_message(char *out, int tag, const char *message, int length) {
  char head[3] = {tag, 0x80 | (length & 127), length >> 7};
  int skip = tag == 0; // a command stands behind its length alone
  memcpy(out, head + skip, 3 - skip);
  memcpy(out + 3 - skip, message, length);
  return length + 3 - skip;
}

// Connect with id 1 and subscribe with id 2.
static int put_commands(char *out, const char *token, const char *channel) {
  char inner[4096], command[4096];
  int length = put_message(inner, 1 << 3 | 2, token, strlen(token));
  memcpy(command, "\x08\x01", 2);
  length = put_message(command + 2, 4 << 3 | 2, inner, length) + 2;
  int at = put_message(out, 0, command, length);
  length = put_message(inner, 1 << 3 | 2, channel, strlen(channel));
  memcpy(command, "\x08\x02", 2);
  length = put_message(command + 2, 5 << 3 | 2, inner, length) + 2;
  return at + put_message(out + at, 0, command, length);
}

// Whether an answer to the command with this id is among the messages.
static int has_answer(const uint8_t *at, size_t length, uint8_t id) {
  for (const uint8_t *end = at + length; at < end;) {
    size_t size = *at & 127;
    if (*at++ & 128) size |= *at++ << 7;
    if (size > 2 && at[0] == 8 && at[1] == id) return 1;
    at += size;
  }
  return 0;
}
