// NATS as its clients speak it: one operation a line, and behind MSG as many bytes as its line says last.
#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct operation {
  const uint8_t *line, *payload;
  size_t line_length, payload_length;
};

static int is_operation(const struct operation *o, const char *name) {
  size_t length = strlen(name);
  return o->line_length >= length && !memcmp(o->line, name, length);
}

// Returns how long the operation is that begins here, with its payload, or 0 where it is not whole yet.
static size_t read_operation(const uint8_t *at, size_t length, struct operation *o) {
  const uint8_t *newline = memchr(at, '\n', length);
  if (newline == NULL) return 0;
  size_t whole = newline + 1 - at;
  *o = (struct operation){.line = at, .line_length = whole, .payload = newline + 1};
  if (!is_operation(o, "MSG ")) return whole;
  o->payload_length = strtoul((const char *)memrchr(at, ' ', whole), NULL, 10);
  whole += o->payload_length + 2;
  return whole > length ? 0 : whole;
}
