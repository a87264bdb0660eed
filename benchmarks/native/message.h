// Messages as they are published: with a time stamp, a number, and something that makes them as long as was asked for.
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int payload = 200, is_text;
static char filler[65536];

// What messages say: nothing, or words that compress as text does.
static void fill(void) {
  static const char *const words[] = {"the", "of", "and", "node", "to", "content", "in", "user", "is", "that", "for", "was",
    "message", "on", "are", "as", "with", "they", "page", "be", "at", "this", "have", "comment", "from", "or", "one", "had",
    "word", "but", "not", "what", "all", "were", "when", "your", "can", "said", "there", "use", "each", "which", "she",
    "how", "their", "update", "will", "other", "about", "out", "many", "then", "them", "these", "some", "would", "make",
    "like", "into", "time", "has", "look", "write", "see"};
  memset(filler, 'a', sizeof filler);
  uint32_t seed = 1;
  for (size_t at = 0; is_text && at + 16 < sizeof filler;) {
    seed = seed * 1664525 + 1013904223;
    const char *word = words[seed >> 26];
    at += sprintf(filler + at, "%s ", word);
    filler[at] = 'a';
  }
}

// Writes a message of `payload` bytes; returns its length, which is more where payload is too little for stamp and id.
static int write_message(char *out, uint64_t stamp, uint64_t number) {
  int length = sprintf(out, "{\"t\":\"@%019llu\",\"event\":\"update\",\"data\":{\"id\":%llu,\"x\":\"",
    (unsigned long long)stamp, (unsigned long long)number % 1000000);
  int rest = payload - length - 3;
  if (rest > 0) memcpy(out + length, filler + (is_text ? number * 97 % (sizeof filler - payload) : 0), rest), length += rest;
  memcpy(out + length, "\"}}", 3);
  return length + 3;
}
