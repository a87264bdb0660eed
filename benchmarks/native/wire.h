// A client's end of many connections: sockets, frames of WebSocket, tokens. Whatever goes wrong ends the program.
#pragma once
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Half a line that was to be printed is lost with it.
static void die(const char *what, const void *detail, int length) {
  fprintf(stderr, "%s: %s: %.*s\n", program_invocation_short_name, what, length > 300 ? 300 : length, (const char *)detail);
  _exit(1);
}

static int open_socket(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  if (fd < 0) die("socket", strerror(errno), 100);
  // Closed by reset: ten thousand sockets in TIME_WAIT would leave no ports for the next run.
  struct linger reset = {1, 0};
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  if (connect(fd, (void *)&address, sizeof address) < 0 && errno != EINPROGRESS) die("connect", strerror(errno), 100);
  return fd;
}

static void write_all(int fd, const void *data, size_t length) {
  for (const char *at = data; length > 0;) {
    ssize_t written = write(fd, at, length);
    if (written < 0 && errno != EAGAIN) die("write", strerror(errno), 100);
    if (written < 0) usleep(50);
    else at += written, length -= written;
  }
}

// A masked frame; the mask is zero, which the RFC forbids to browsers but no server can tell from chance.
static void send_frame(int fd, int opcode, const void *data, size_t length) {
  uint8_t frame[8192];
  int head = length < 126 ? 6 : 8;
  if (length + head > sizeof frame) die("frame too long", "", 0);
  frame[0] = 0x80 | opcode;
  if (head == 6) frame[1] = 0x80 | length;
  else frame[1] = 0x80 | 126, frame[2] = length >> 8, frame[3] = length;
  memset(frame + head - 4, 0, 4);
  memcpy(frame + head, data, length);
  write_all(fd, frame, head + length);
}

// Returns how long the head of the frame is that begins here, or 0 where the frame is not whole yet.
static int frame_head(const uint8_t *at, size_t length, size_t *size) {
  if (length < 2) return 0;
  uint64_t whole = at[1] & 127;
  size_t head = whole < 126 ? 2 : whole == 126 ? 4 : 10;
  if (length < head) return 0;
  if (head > 2) {
    whole = 0;
    for (size_t i = 2; i < head; i++) whole = whole << 8 | at[i];
  }
  *size = whole;
  return length - head < whole ? 0 : head;
}

static char **tokens;
static int token_count;

static void read_tokens(const char *name) {
  FILE *file = fopen(name, "r");
  if (file == NULL) die("tokens", name, 200);
  char *line = NULL;
  size_t size = 0;
  for (ssize_t length; (length = getline(&line, &size, file)) > 1; token_count++) {
    line[length - 1] = 0;
    tokens = realloc(tokens, (token_count + 1) * sizeof *tokens);
    tokens[token_count] = strdup(line);
  }
  fclose(file);
}
