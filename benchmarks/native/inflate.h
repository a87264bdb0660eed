// Compressed messages, where the machine has zlib.
#pragma once
#ifdef INFLATE
#include <stdint.h>
#include <string.h>
#include <zlib.h>
#include "wire.h"

// Blows a message up. All who share a frame get the same bytes: only the first of them costs anything.
static const uint8_t *inflate_message(const uint8_t *data, size_t *length) {
  static uint8_t packed[1 << 20], plain[4 << 20];
  static size_t packed_length, plain_length;
  if (*length != packed_length || memcmp(packed, data, *length)) {
    z_stream stream = {0};
    if (*length + 4 > sizeof packed || inflateInit2(&stream, -15) != Z_OK) die("inflate", "", 0);
    memcpy(packed, data, packed_length = *length);
    memcpy(packed + packed_length, "\0\0\xff\xff", 4);
    stream.next_in = packed, stream.avail_in = packed_length + 4;
    stream.next_out = plain, stream.avail_out = sizeof plain;
    int result = inflate(&stream, Z_SYNC_FLUSH);
    if ((result != Z_OK && result != Z_STREAM_END) || stream.avail_in > 0) die("not compressed", "", 0);
    plain_length = sizeof plain - stream.avail_out;
    inflateEnd(&stream);
  }
  *length = plain_length;
  return plain;
}
#endif
