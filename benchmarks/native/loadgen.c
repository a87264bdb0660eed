// Load generator for fan-out servers: one thread, epoll.
//
// Opens connections that listen to channels, publishes over HTTP keep-alive connections (to NATS over its own), counts
// what arrives by the time stamps in it, and reads the server's CPU and memory from /proc. Prints one line of JSON, and
// another one for each line of its input, so that several servers can be measured by turns.
// Exits 1 when the server refuses something or loses a connection: figures of a broken run are worth nothing.
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>
#include "histogram.h"
#include "inflate.h"
#include "message.h"
#include "nats.h"
#include "protobuf.h"
#include "server-weight.h"
#include "wire.h"

enum protocol { CENTRIFUGE, PROTOBUF, HTTP_STREAM, SSE, UNI_SSE, SOCKET_IO, NATS, WEBSOCKET };
static const char *const protocol_names[] = {
  "centrifuge", "protobuf", "http_stream", "sse", "uni_sse", "socket.io", "nats", "websocket"};
enum state { CONNECTING, UPGRADING, SUBSCRIBING, READY, DEAD };

// What came of something that is not whole yet.
struct rest {
  uint8_t *bytes;
  int length, capacity;
};

struct connection {
  int fd, index, is_publisher;
  enum state state;
  struct rest frame, operation;
};

#define SECOND 1000000000ull
#define READ_BUFFER (4 << 20)
#define STAMP_LENGTH 20 // '@' and 19 digits

static enum protocol protocol = CENTRIFUGE;
static int port, publish_port, count = 1000, channels = 1, window = 64, publishers = 16, batch = 1;
static int server_pid, at_once = 256, base, rehearsals;
static double seconds = 0, warm_up = 0, rate = 0, settle_seconds = 0.3;
static int spin, is_spinning, is_plain_publisher, is_deflated, has_first_frame;
static uint64_t idle_time;
static const char *path = "/", *publish_path = "/publish", *channel_prefix = "bench:", *api_key = "", *recover = NULL;

static struct connection *listeners, *sources;
static int ready, opening, epoll, *idle, first_idle, idle_count;
static char *request;
static struct histogram latencies;
static uint8_t *input;
static uint64_t delivered, published, answered, bytes_in;
static int is_measuring_latency;

// ---- clocks

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * SECOND + t.tv_nsec;
}

static double own_cpu(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

// ---- wire

static void append(struct rest *rest, const uint8_t *at, int length) {
  int whole = rest->length + length;
  if (whole > rest->capacity) rest->bytes = realloc(rest->bytes, rest->capacity = whole + 256);
  if (length > 0) memmove(rest->bytes + rest->length, at, length);
  rest->length = whole;
}

// What is kept may be the end of what was kept before.
static void keep(struct rest *rest, const uint8_t *at, int length) {
  rest->length = 0;
  append(rest, at, length);
}

static const char *token_of(struct connection *c) { return token_count ? tokens[c->index % token_count] : ""; }

// Connect and subscribe leave in one frame, as the SDK sends them.
static int write_commands(struct connection *c, char *out) {
  return sprintf(out, "{\"id\":1,\"connect\":{\"token\":\"%s\"}}\n{\"id\":2,\"subscribe\":{\"channel\":\"%s%d\"%s%s}}",
    token_of(c), channel_prefix, c->index % channels, recover ? "," : "", recover ? recover : "");
}

static int is_stream(void) { return protocol == HTTP_STREAM || protocol == SSE || protocol == UNI_SSE; }

// Opens an answer without end; what it should hear is in the request.
static void open_stream(struct connection *c) {
  char commands[4096], query[12288], text[16384];
  int length = write_commands(c, commands), at = 0;
  if (protocol == HTTP_STREAM) {
    length = sprintf(text, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n%s", path, length, commands);
  } else {
    if (protocol == UNI_SSE) at = sprintf(query, "token=%s&channel=%s%d", token_of(c), channel_prefix, c->index % channels);
    else {
      at = sprintf(query, "cf_connect=");
      for (int i = 0; i < length; i++) at += sprintf(query + at, "%%%02X", (uint8_t)commands[i]);
    }
    length = sprintf(text, "GET %s?%.*s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path, at, query);
  }
  write_all(c->fd, text, length);
  c->state = UPGRADING;
}

static int write_base64url(char *out, const char *bytes, int length) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  int at = 0, bits = 0;
  uint32_t kept = 0;
  for (int i = 0; i < length; i++) {
    kept = kept << 8 | (uint8_t)bytes[i];
    for (bits += 8; bits >= 6; bits -= 6) out[at++] = letters[kept >> (bits - 6) & 63];
  }
  if (bits > 0) out[at++] = letters[kept << (6 - bits) & 63];
  return at;
}

// Its connect and subscribe come with the handshake, as our own client sends them.
static const char *first_frame_header(struct connection *c) {
  static char header[6144];
  char commands[4096];
  int at = sprintf(header, "Sec-WebSocket-Protocol: drupal-nodejs.first-frame, frame.");
  at += write_base64url(header + at, commands, write_commands(c, commands));
  strcpy(header + at, "\r\n");
  return header;
}

// NATS sends browsers frames of 4 KB at most, others longer ones.
static const char *upgrade_header(struct connection *c) {
  if (has_first_frame) return first_frame_header(c);
  if (protocol == PROTOBUF) return "Sec-WebSocket-Protocol: centrifuge-protobuf\r\n";
  if (protocol == NATS) return "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n";
  return is_deflated ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "";
}

static void upgrade(struct connection *c) {
  char text[8192];
  if (is_stream()) return open_stream(c);
  int length = snprintf(text, sizeof text,
    "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n", path, port,
    upgrade_header(c));
  write_all(c->fd, text, length);
  c->state = UPGRADING;
}

static void mark_ready(struct connection *c) {
  if (c->state == READY) return;
  c->state = READY;
  ready++;
  opening--;
}

static void mark_idle(struct connection *c) {
  c->state = READY;
  idle[(first_idle + idle_count++) % publishers] = c->index;
}

// In turn: a server may close a connection that it has heard nothing from.
static int take_idle(void) {
  int index = idle[first_idle];
  first_idle = (first_idle + 1) % publishers;
  idle_count--;
  return index;
}

static void subscribe(struct connection *c) {
  char text[8192], channel[64];
  snprintf(channel, sizeof channel, "%s%d", channel_prefix, c->index % channels);
  if (protocol == PROTOBUF) send_frame(c->fd, 2, text, put_commands(text, token_of(c), channel));
  else send_frame(c->fd, 1, text, write_commands(c, text));
}

// Whether an answer to the second command is among these messages.
static int is_subscribed(const uint8_t *at, size_t length) {
  return protocol == PROTOBUF ? has_answer(at, length, 2) : memmem(at, length, "\"subscribe\":", 12) != NULL;
}

static void count_stamps(const uint8_t *at, size_t length, uint64_t received) {
  const uint8_t *end = at + length;
  while ((at = memchr(at, '@', end - at)) != NULL && at + STAMP_LENGTH <= end) {
    // An id of an event has one as well.
    if (!isdigit(at[1]) || !isdigit(at[10]) || !isdigit(at[19])) {
      at++;
      continue;
    }
    delivered++;
    if (is_measuring_latency) {
      uint64_t sent = 0;
      for (int i = 1; i < STAMP_LENGTH; i++) sent = sent * 10 + (at[i] - '0');
      record(&latencies, received > sent ? received - sent : 0);
    }
    at += STAMP_LENGTH;
  }
}

// ---- NATS

// Listeners have a WebSocket, publishers bare TCP.
static void say(struct connection *c, const char *text) {
  if (c->is_publisher) write_all(c->fd, text, strlen(text));
  else send_frame(c->fd, 2, text, strlen(text));
}

// The PONG tells that all before it was taken.
static void greet(struct connection *c) {
  char subscription[64] = "", text[256];
  if (!c->is_publisher) snprintf(subscription, sizeof subscription, "SUB %s%d 1\r\n", channel_prefix, c->index % channels);
  snprintf(text, sizeof text, "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n%sPING\r\n", subscription);
  say(c, text);
}

static void hear_operation(struct connection *c, const struct operation *o, uint64_t received) {
  if (is_operation(o, "MSG ")) count_stamps(o->payload, o->payload_length, received);
  else if (is_operation(o, "INFO ")) greet(c);
  else if (is_operation(o, "PING")) say(c, "PONG\r\n");
  else if (!is_operation(o, "PONG")) die("refused", o->line, o->line_length);
  else if (c->is_publisher) mark_idle(c);
  else mark_ready(c);
}

// Returns how many bytes were whole operations.
static int parse_operations(struct connection *c, const uint8_t *data, int length, uint64_t received) {
  struct operation o;
  int at = 0;
  for (size_t size; (size = read_operation(data + at, length - at, &o)) > 0; at += size) hear_operation(c, &o, received);
  return at;
}

// Operations end where they end, frames elsewhere.
static void hear_operations(struct connection *c, const uint8_t *data, int length, uint64_t received) {
  struct rest *rest = &c->operation;
  if (rest->length > 0) {
    append(rest, data, length);
    data = rest->bytes, length = rest->length;
  }
  int used = parse_operations(c, data, length, received);
  keep(rest, data + used, length - used);
}

// ---- Socket.IO

// Who has a token also subscribes: only when the connect is answered, since one that speaks before is closed by the
// server. Returns whether this was no event.
static int hear_packet(struct connection *c, const uint8_t *data, size_t length) {
  char text[1024];
  int has_token = token_count > 0;
  if (data[0] == '2') send_frame(c->fd, 1, "3", 1);
  else if (data[0] == '0') {
    int size = has_token ? snprintf(text, sizeof text, "40{\"token\":\"%s\"}", token_of(c)) : sprintf(text, "40");
    send_frame(c->fd, 1, text, size);
  } else if (length < 2 || data[0] != '4') die("no packet", data, length);
  else if (data[1] == '2') return 0;
  else if (data[1] == '0' && has_token)
    send_frame(c->fd, 1, text, sprintf(text, "420[\"subscribe\",\"%s%d\"]", channel_prefix, c->index % channels));
  else if (data[1] == '0' || data[1] == '3') mark_ready(c);
  else die("refused", data, length);
  return 1;
}

// ---- what the server says

static void hear(struct connection *c, int opcode, const uint8_t *data, size_t length, uint64_t received) {
  if (opcode == 9) return send_frame(c->fd, 10, data, length);
  if (opcode == 8) die("closed by the server", data + 2, length - 2);
  if (protocol == NATS) return hear_operations(c, data, length, received);
  if (protocol == CENTRIFUGE || protocol == PROTOBUF) {
    if (length == 2 && !memcmp(data, "{}", 2)) return send_frame(c->fd, 1, "{}", 2);
    if (c->state != READY) {
      if (memmem(data, length, "\"error\"", 7)) die("refused", data, length);
      if (is_subscribed(data, length)) mark_ready(c);
    }
  } else if (protocol == SOCKET_IO && hear_packet(c, data, length)) return;
  count_stamps(data, length, received);
}

// Returns how many bytes were whole lines of an answer without end.
static int parse_stream(struct connection *c, uint8_t *data, int length, uint64_t received) {
  int at = 0;
  if (c->state == UPGRADING) {
    uint8_t *end = memmem(data, length, "\r\n\r\n", 4);
    if (end == NULL) return 0;
    if (memcmp(data + 9, "200", 3)) die("no stream", data, length);
    at = end + 4 - data;
    c->state = SUBSCRIBING;
  }
  uint8_t *last = memrchr(data + at, '\n', length - at);
  if (last == NULL) return at;
  int whole = last + 1 - data;
  if (c->state == SUBSCRIBING) {
    if (memmem(data + at, whole - at, "\"error\"", 7)) die("refused", data + at, whole - at);
    if (memmem(data + at, whole - at, protocol == UNI_SSE ? "event: connect" : "\"subscribe\":", 12)) mark_ready(c);
  }
  count_stamps(data + at, whole - at, received);
  return whole;
}

// Returns how many bytes were whole frames.
static int parse(struct connection *c, uint8_t *data, int length, uint64_t received) {
  int at = 0;
  if (is_stream()) return parse_stream(c, data, length, received);
  if (c->state == UPGRADING) {
    uint8_t *end = memmem(data, length, "\r\n\r\n", 4);
    if (end == NULL) return 0;
    if (memcmp(data + 9, "101", 3)) die("no upgrade", data, length);
    at = end + 4 - data;
    c->state = SUBSCRIBING;
    if (protocol == WEBSOCKET) mark_ready(c);
    if ((protocol == CENTRIFUGE || protocol == PROTOBUF) && !has_first_frame) subscribe(c);
  }
  size_t size;
  for (int head; (head = frame_head(data + at, length - at, &size)) > 0; at += head + size) {
    const uint8_t *message = data + at + head;
    size_t message_length = size;
#ifdef INFLATE
    if (data[at] & 64) message = inflate_message(message, &message_length);
#endif
    hear(c, data[at] & 15, message, message_length, received);
  }
  return at;
}

// Returns how many bytes were a whole answer, or 0.
static int parse_answer(struct connection *c, uint8_t *data, int length) {
  if (protocol == NATS) return parse_operations(c, data, length, 0);
  uint8_t *end = memmem(data, length, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  data[length] = 0;
  char *header = strcasestr((char *)data, "\r\ncontent-length:");
  if (header == NULL) die("answer without length", data, length);
  int whole = end + 4 - data + atoi(header + 17);
  if (length < whole) return 0;
  // A batch is answered 200 whatever became of its calls.
  if (data[9] != '2' || memmem(data, whole, "\"error\"", 7)) die("publish refused", data, length);
  answered++;
  mark_idle(c);
  return whole;
}

static void read_some(struct connection *c) {
  int length = c->frame.length;
  if (length > 0) memcpy(input, c->frame.bytes, length);
  ssize_t got = read(c->fd, input + length, READ_BUFFER - length);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) die(c->is_publisher ? "publisher lost" : "connection lost", "", 0);
  bytes_in += got;
  length += got;
  int used = c->is_publisher ? parse_answer(c, input, length) : parse(c, input, length, now());
  keep(&c->frame, input + used, length - used);
}

// ---- event loop

// Spinning, it never sleeps: waking it is work that the loopback charges to the server.
static void poll_for(int ms) {
  static struct epoll_event events[1024];
  uint64_t began = now();
  int found = epoll_wait(epoll, events, 1024, is_spinning ? 0 : ms);
  if (found == 0) idle_time += now() - began;
  for (int i = 0; i < found; i++) {
    struct connection *c = events[i].data.ptr;
    if (c->state != CONNECTING) {
      read_some(c);
      continue;
    }
    int failed = 0;
    socklen_t size = sizeof failed;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &failed, &size);
    if (failed) die("connect", strerror(failed), 100);
    struct epoll_event reading = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &reading);
    if (!c->is_publisher) upgrade(c);
    else if (protocol == NATS) c->state = SUBSCRIBING; // until it has greeted
    else mark_idle(c);
  }
}

static void poll_until(uint64_t end) {
  while (now() < end) poll_for(20);
}

static void add(struct connection *c, int index, int is_publisher) {
  c->index = index;
  c->is_publisher = is_publisher;
  c->fd = open_socket(is_publisher ? publish_port : port);
  c->state = CONNECTING;
  struct epoll_event writing = {.events = EPOLLOUT, .data.ptr = c};
  epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &writing);
}

static void open_listeners(int next, int until) {
  uint64_t last_resort = now() + 40 * SECOND;
  while (ready < until) {
    for (; next < until && opening < at_once; next++, opening++) add(&listeners[next], next, 0);
    poll_for(100);
    if (now() > last_resort) die("not all connected within 40 s", "", 0);
  }
}

static void close_listeners(int next) {
  for (int i = next; i < count; i++) {
    close(listeners[i].fd);
    listeners[i].frame.length = listeners[i].operation.length = 0;
  }
  ready = next;
  // Until it has forgotten them.
  for (double before = -1, spent; (spent = cpu_of(server_pid)) - before > .01; before = spent)
    poll_until(now() + SECOND / 4);
}

// All connect and leave again, so that the server's code is compiled before we look.
static void rehearse(void) {
  open_listeners(0, count);
  close_listeners(0);
}

static void open_sources(void) {
  uint64_t last_resort = now() + 40 * SECOND;
  for (int i = 0; i < publishers; i++) add(&sources[i], i, 1);
  while (idle_count < publishers) {
    poll_for(100);
    if (now() > last_resort) die("not all publishers connected within 40 s", "", 0);
  }
}

// ---- publishing

// Its clients don't wait for answers: one connection takes all, and only the window bounds what is under way. It has no
// batches: as many messages leave in one write.
static void publish_operations(uint64_t stamp) {
  static char message[65536];
  int length = 0;
  for (int i = 0; i < batch; i++) {
    int message_length = write_message(message, stamp, published);
    length += sprintf(request + length, "PUB %s%d %d\r\n", channel_prefix, (int)(published % channels), message_length);
    memcpy(request + length, message, message_length);
    length += message_length;
    length += sprintf(request + length, "\r\n");
    published++;
  }
  write_all(sources[idle[0]].fd, request, length);
}

static void publish(uint64_t stamp) {
  if (protocol == NATS) return publish_operations(stamp);
  char *body = request + 1024;
  int length = 0, is_call = protocol < SOCKET_IO && !is_plain_publisher;
  if (is_call && batch > 1) length += sprintf(body, "{\"commands\":[");
  for (int i = 0; i < batch; i++) {
    if (is_call) {
      if (i > 0) body[length++] = ',';
      length += sprintf(body + length, "%s{\"channel\":\"%s%d\",\"data\":", batch > 1 ? "{\"publish\":" : "",
        channel_prefix, (int)(published % channels));
    }
    length += write_message(body + length, stamp, published);
    published++;
    if (is_call) length += sprintf(body + length, batch > 1 ? "}}" : "}");
    else if (batch > 1) body[length++] = '\n';
  }
  if (is_call && batch > 1) length += sprintf(body + length, "]}");
  char head[1024];
  int head_length = snprintf(head, sizeof head,
    "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: %s\r\nContent-Type: application/%s\r\nContent-Length: %d\r\n\r\n",
    publish_path, api_key, !is_call && batch > 1 ? "x-ndjson" : "json", length);
  memcpy(body - head_length, head, head_length);
  write_all(sources[take_idle()].fd, body - head_length, head_length + length);
}

static uint64_t expected(void) { return published * (uint64_t)(ready / channels); }

// As fast as the window lets: published and not yet delivered messages are at most `window`.
static void saturate(double duration) {
  uint64_t end = now() + duration * SECOND, last_resort = end + 8 * SECOND;
  for (uint64_t t; (t = now()) < last_resort;) {
    if (t < end) {
      while (idle_count > 0 && (ready == 0 || published < window + delivered * channels / ready)) publish(now());
    } else if (ready == 0 ? idle_count == publishers : delivered >= expected()) break;
    poll_for(5);
  }
}

// At a steady rate, whatever the server does: stamped with when it was due, so that waiting counts as latency.
static void pace(double duration) {
  uint64_t due = now(), end = due + duration * SECOND, last_resort = end + 8 * SECOND, step = SECOND / rate * batch;
  for (uint64_t t; (t = now()) < last_resort;) {
    if (due >= end && delivered >= expected()) break;
    if (due < end && t >= due && idle_count > 0) publish(due), due += step;
    t = now();
    poll_for(due < end && due > t + SECOND / 1000 ? 1 : due < end ? 0 : 5);
  }
}

// Counted from zero, so that what ran before leaves no trace.
static void run(double duration, void publish_for(double)) {
  delivered = published = answered = bytes_in = 0;
  memset(&latencies, 0, sizeof latencies);
  publish_for(duration);
}

// ---- measuring

static void measure_connecting(void) {
  if (ready > base) close_listeners(base);
  double kilobytes = kilobytes_of(server_pid), cpu = cpu_of(server_pid);
  uint64_t began = now();
  open_listeners(base, count);
  double connecting = (now() - began) / 1e9, connect_cpu = cpu_of(server_pid) - cpu;
  int measured = count - base;
  poll_until(now() + settle_seconds * SECOND);
  printf(",\"connectSeconds\":%.4f,\"connectCpuMicros\":%.2f,\"kilobytesAtRest\":%.0f,"
    "\"kilobytesPerConnection\":%.3f,\"recovered\":%llu", connecting,
    measured ? connect_cpu / measured * 1e6 : 0, kilobytes,
    measured ? (kilobytes_of(server_pid) - kilobytes) / measured : 0, (unsigned long long)delivered);
}

static void measure_publishing(void) {
  is_measuring_latency = rate > 0;
  poll_until(now() + SECOND / 10);
  double own = own_cpu();
  struct threads before = threads_of(server_pid);
  uint64_t began = now();
  idle_time = 0;
  run(seconds, rate > 0 ? pace : saturate);
  double wall = (now() - began) / 1e9, idle = idle_time / 1e9;
  struct threads after = threads_of(server_pid);
  double cpu = running_of(&after) - running_of(&before);
  own = own_cpu() - own;
  // What kept the server or the generator from a processor: a run in which that is much says nothing.
  double server_starved = waiting_between(&before, &after) / wall, own_starved = spin ? 1 - own / wall : 0;
  printf(",\"published\":%llu,\"requests\":%llu,\"delivered\":%llu,\"expected\":%llu,\"bytes\":%llu,\"seconds\":%.4f,"
    "\"serverCpuSeconds\":%.6f,\"serverUtilisation\":%.3f,\"generatorUtilisation\":%.3f,\"serverStarved\":%.3f,"
    "\"generatorStarved\":%.3f",
    (unsigned long long)published, (unsigned long long)answered, (unsigned long long)delivered,
    (unsigned long long)expected(), (unsigned long long)bytes_in, wall, cpu, cpu / wall,
    spin ? 1 - idle / wall : own / wall, server_starved, own_starved);
  if (rate > 0)
    printf(",\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f", percentile_ms(&latencies, .5),
      percentile_ms(&latencies, .9), percentile_ms(&latencies, .99), latencies.greatest / 1e6);
}

static void measure(void) {
  printf("{\"connections\":%d", count);
  if (ready < count || seconds <= 0) measure_connecting();
  if (seconds > 0) {
    if (warm_up > 0) {
      poll_until(now() + SECOND / 4);
      // Never paced: at 20 messages a second a server is warm after ten seconds only.
      run(warm_up, saturate);
      warm_up = 0;
    }
    measure_publishing();
  }
  printf("}\n");
  fflush(stdout);
}

// Asleep, but for the server's pings, until it is told to go on; tells whether it was, or whether its input ended.
static int await_turn(void) {
  struct pollfd either[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = epoll, .events = POLLIN}};
  char line[16];
  is_spinning = 0;
  while (poll(either, 2, -1) > 0 && !either[0].revents) poll_for(0);
  is_spinning = spin;
  return read(STDIN_FILENO, line, sizeof line) > 0;
}

int main(int argc, char **argv) {
  static const struct option options[] = {
    {"protocol", 1, 0, 'm'}, {"port", 1, 0, 'p'}, {"publish-port", 1, 0, 'P'}, {"path", 1, 0, 's'},
    {"publish-path", 1, 0, 'u'}, {"api-key", 1, 0, 'k'}, {"tokens", 1, 0, 't'}, {"pid", 1, 0, 'i'},
    {"connections", 1, 0, 'n'}, {"channels", 1, 0, 'c'}, {"window", 1, 0, 'w'}, {"publishers", 1, 0, 'x'},
    {"batch", 1, 0, 'b'}, {"payload", 1, 0, 'l'}, {"seconds", 1, 0, 'd'}, {"rate", 1, 0, 'r'},
    {"recover", 1, 0, 'R'}, {"settle", 1, 0, 'S'}, {"spin", 1, 0, 'Z'}, {"plain-publisher", 1, 0, 'Y'},
    {"warm-up", 1, 0, 'W'}, {"base", 1, 0, 'B'}, {"rehearsals", 1, 0, 'H'}, {"first-frame", 1, 0, 'F'},
    {"deflate", 1, 0, 'D'}, {"text", 1, 0, 'T'}, {0}};
  for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) switch (o) {
    case 'm':
      for (protocol = CENTRIFUGE; protocol < WEBSOCKET && strcmp(optarg, protocol_names[protocol]);) protocol++;
      break;
    case 'p': port = atoi(optarg); break;
    case 'P': publish_port = atoi(optarg); break;
    case 's': path = optarg; break;
    case 'u': publish_path = optarg; break;
    case 'k': api_key = optarg; break;
    case 't': read_tokens(optarg); break;
    case 'i': server_pid = atoi(optarg); break;
    case 'n': count = atoi(optarg); break;
    case 'c': channels = atoi(optarg); break;
    case 'w': window = atoi(optarg); break;
    case 'x': publishers = atoi(optarg); break;
    case 'b': batch = atoi(optarg); break;
    case 'l': payload = atoi(optarg); break;
    case 'd': seconds = atof(optarg); break;
    case 'r': rate = atof(optarg); break;
    case 'R': recover = optarg; break;
    case 'B': base = atoi(optarg); break;
    case 'H': rehearsals = atoi(optarg); break;
    case 'F': has_first_frame = atoi(optarg); break;
    case 'W': warm_up = atof(optarg); break;
    case 'D': is_deflated = atoi(optarg); break;
    case 'T': is_text = atoi(optarg); break;
    case 'Y': is_plain_publisher = atoi(optarg); break;
    case 'Z': spin = atoi(optarg); break;
    case 'S': settle_seconds = atof(optarg); break;
    default: return 2;
  }
  if (publish_port == 0) publish_port = port;
  if (protocol == NATS && seconds > 0 && count < 1) die("nothing bounds what is published where nobody listens", "", 0);
  if (payload > 60000 || base > count || channels < 1 || batch < 1 || publishers < 1) die("options out of range", "", 0);
#ifndef INFLATE
  if (is_deflated) die("built without zlib", "", 0);
#endif
  fill();
  input = malloc(READ_BUFFER + 1);
  request = malloc(4096 + (size_t)batch * (payload + 512));
  listeners = calloc(count + 1, sizeof *listeners);
  sources = calloc(publishers, sizeof *sources);
  idle = calloc(publishers, sizeof *idle);
  epoll = epoll_create1(0);

  // The first connections also pay for code that is compiled and heaps that grow: they are opened before we look.
  is_spinning = spin;
  while (rehearsals-- > 0) rehearse();
  open_listeners(0, base);
  if (seconds > 0 || warm_up > 0) open_sources();
  // A young heap grows with the first work of any kind: without work before, all of it would count as connections.
  if (base > 0 && warm_up > 0) run(warm_up, saturate), delivered = 0;
  if (base > 0) poll_until(now() + settle_seconds * SECOND);
  do measure(); while (await_turn());
  return 0;
}
