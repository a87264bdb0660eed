// People of one chat room, for its benchmark: one thread, epoll, WebSocket in JSON.
//
// Each connection subscribes to the room, reads every line and looks whether one is missing, doubled or out of order;
// lines are written by one connection after the other at a steady rate, with the time at which they were due in them.
// Takes commands by standard input, answers each with a line of JSON:
//   open              all connect and subscribe
//   from SEQ          the room's newest line: what comes next must be the one after it
//   talk RATE SECONDS lines are written; ends when each is acknowledged and read by all
//   until SEQ         ends when all have read that line
//   cut               all connections are reset
//   return SEQ HEAD   all connect again and ask for what came after SEQ; ends when the last has it up to HEAD
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
#include <sys/random.h>
#include <time.h>
#include <unistd.h>
#include "histogram.h"
#include "wire.h"

enum state { CLOSED, CONNECTING, UPGRADING, SUBSCRIBING, SYNCING, READY };

struct connection {
  int fd, index;
  enum state state;
  uint64_t seq; // of the newest line that it read
  uint8_t *rest; // what was read of a frame that is not whole yet
  int rest_length, rest_capacity;
};

#define SECOND 1000000000ull
#define READ_BUFFER (4 << 20)
#define STAMP_LENGTH 20 // '@' and 19 digits
#define LAST_RESORT (30 * SECOND)
#define REMEMBERED 65536 // lines whose acknowledgement is waited for

static int port, count = 1000, ready, opening, at_once = 256, epoll;
static const char *room = "tea";
static struct connection *people;
static char first_refusal[400];
static uint8_t *input;
static uint64_t offered, acknowledged, refused, head, deliveries, missing, doubled, bytes_in;
static uint64_t since, goal, caught_up, due_of[REMEMBERED];
static uint32_t run_id[2];

// ---- clocks

static uint64_t clock_of(clockid_t id) {
  struct timespec t;
  clock_gettime(id, &t);
  return (uint64_t)t.tv_sec * SECOND + t.tv_nsec;
}

// The clock that the other processes read too.
static uint64_t now(void) { return clock_of(CLOCK_REALTIME); }

// ---- latency

static struct histogram screens, receipts;

static void print_histogram(const char *name, struct histogram *h) {
  printf(",\"%s\":{\"p50\":%.1f,\"p95\":%.1f,\"p99\":%.1f,\"max\":%.1f}", name, percentile_ms(h, .5), percentile_ms(h, .95),
    percentile_ms(h, .99), h->greatest / 1e6);
}

// ---- wire

static void open_connection(struct connection *c) {
  c->fd = open_socket(port);
  c->state = CONNECTING;
  c->rest_length = 0;
  struct epoll_event writing = {.events = EPOLLOUT, .data.ptr = c};
  epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &writing);
}

static void upgrade(struct connection *c) {
  char text[512];
  int length = snprintf(text, sizeof text,
    "GET /connection/websocket HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", port);
  write_all(c->fd, text, length);
  c->state = UPGRADING;
}

// Connect and subscribe leave in one frame, as the SDK sends them.
static void subscribe(struct connection *c) {
  char text[4096];
  int length = snprintf(text, sizeof text,
    "{\"id\":1,\"connect\":{\"token\":\"%s\"}}\n{\"id\":2,\"subscribe\":{\"channel\":\"chat:%s\"}}",
    tokens[c->index % token_count], room);
  send_frame(c->fd, 1, text, length);
  c->state = SUBSCRIBING;
}

// What a feed asks when its link is up again.
static void ask_for_missed(struct connection *c) {
  char text[256];
  int length = snprintf(text, sizeof text,
    "{\"id\":3,\"rpc\":{\"method\":\"chat.sync\",\"data\":{\"room\":\"%s\",\"since\":%llu,\"limit\":100}}}", room,
    (unsigned long long)since);
  send_frame(c->fd, 1, text, length);
  c->state = SYNCING;
}

// ---- what the server says

static uint64_t number_after(const uint8_t *at, const uint8_t *end, const char *key, uint64_t otherwise) {
  const uint8_t *found = memmem(at, end - at, key, strlen(key));
  if (found == NULL) return otherwise;
  uint64_t number = 0;
  for (found += strlen(key); found < end && isdigit(*found); found++) number = number * 10 + (*found - '0');
  return number;
}

static void settle(struct connection *c) {
  c->state = READY;
  ready++;
  opening--;
}

// Every line of a page must be the one after the line before.
static void read_page(struct connection *c, const uint8_t *at, const uint8_t *end) {
  static const char key[] = "{\"seq\":";
  while ((at = memmem(at, end - at, key, sizeof key - 1)) != NULL) {
    uint64_t seq = number_after(at, end, key, 0);
    if (seq <= c->seq) doubled++;
    else missing += seq - c->seq - 1, c->seq = seq, deliveries++;
    at += sizeof key;
  }
  if (c->seq >= goal) caught_up++;
}

static void read_answer(struct connection *c, const uint8_t *at, const uint8_t *end, uint64_t received) {
  uint64_t id = number_after(at, end, "\"id\":", 0);
  int has_failed = memmem(at, end - at > 60 ? 60 : end - at, "\"error\"", 7) != NULL;
  if (id <= 3 && has_failed) die("refused", at, end - at);
  if (id == 2 && goal > 0) return ask_for_missed(c);
  if (id == 2) return settle(c);
  if (id == 3) {
    read_page(c, at, end);
    return settle(c);
  }
  if (id < 4) return;
  if (has_failed) {
    if (refused++ == 0) snprintf(first_refusal, sizeof first_refusal, "%.*s", (int)(end - at), (const char *)at);
    return;
  }
  acknowledged++;
  record(&receipts, received - due_of[id % REMEMBERED]);
  uint64_t seq = number_after(at, end, "\"seq\":", 0);
  if (seq > head) head = seq;
}

static void read_event(struct connection *c, const uint8_t *at, const uint8_t *end, uint64_t received) {
  static const char epoch[] = "{\"epoch\":\"";
  const uint8_t *event = memmem(at, end - at > 200 ? 200 : end - at, epoch, sizeof epoch - 1);
  if (event == NULL) return;
  const uint8_t *after = event + sizeof epoch + 64 < end ? event + sizeof epoch + 64 : end;
  uint64_t seq = number_after(event, after, "\",\"seq\":", 0), sent = 0;
  if (seq == 0) return;
  if (seq <= c->seq) {
    doubled++;
    return;
  }
  // A page that is asked for brings what isn't here yet.
  if (c->state == READY) missing += seq - c->seq - 1, c->seq = seq;
  deliveries++;
  for (const uint8_t *stamp = event; (stamp = memchr(stamp, '@', end - stamp)) && stamp + STAMP_LENGTH <= end; stamp++) {
    if (!isdigit(stamp[1]) || !isdigit(stamp[19])) continue;
    for (int i = 1; i < STAMP_LENGTH; i++) sent = sent * 10 + (stamp[i] - '0');
    record(&screens, received > sent ? received - sent : 0);
    return;
  }
}

static void hear(struct connection *c, int opcode, const uint8_t *data, size_t length, uint64_t received) {
  if (opcode == 9) return send_frame(c->fd, 10, data, length);
  if (opcode == 8) die("closed by the server", data + 2, length - 2);
  for (const uint8_t *end = data + length, *next; data < end; data = next + 1) {
    next = memchr(data, '\n', end - data);
    if (next == NULL) next = end;
    if (next - data == 2) send_frame(c->fd, 1, "{}", 2);
    else if (next - data > 5 && !memcmp(data, "{\"id\"", 5)) read_answer(c, data, next, received);
    else read_event(c, data, next, received);
  }
}

// Returns how many bytes were whole frames.
static int parse(struct connection *c, uint8_t *data, int length, uint64_t received) {
  int at = 0;
  if (c->state == UPGRADING) {
    uint8_t *end = memmem(data, length, "\r\n\r\n", 4);
    if (end == NULL) return 0;
    if (memcmp(data + 9, "101", 3)) die("no upgrade", data, length);
    at = end + 4 - data;
    subscribe(c);
  }
  size_t size;
  for (int head; (head = frame_head(data + at, length - at, &size)) > 0; at += head + size)
    hear(c, data[at] & 15, data + at + head, size, received);
  return at;
}

static void read_some(struct connection *c) {
  int length = c->rest_length;
  memcpy(input, c->rest, length);
  ssize_t got = read(c->fd, input + length, READ_BUFFER - length);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) die("connection lost", "", 0);
  bytes_in += got;
  length += got;
  int used = parse(c, input, length, now());
  c->rest_length = length - used;
  if (c->rest_length > c->rest_capacity) c->rest = realloc(c->rest, c->rest_capacity = c->rest_length + 256);
  if (c->rest_length > 0) memcpy(c->rest, input + used, c->rest_length);
}

// ---- event loop

static void poll_for(int ms) {
  static struct epoll_event events[1024];
  int found = epoll_wait(epoll, events, 1024, ms);
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
    upgrade(c);
  }
}

static void open_all(void) {
  uint64_t last_resort = now() + 2 * LAST_RESORT;
  for (int next = 0; ready < count;) {
    for (; next < count && opening < at_once; next++, opening++) open_connection(&people[next]);
    poll_for(100);
    if (now() > last_resort) die("not all connected in time", "", 0);
  }
}

static void cut_all(void) {
  for (int i = 0; i < count; i++) {
    close(people[i].fd);
    people[i].state = CLOSED;
  }
  ready = opening = 0;
}

static void say(struct connection *c, uint64_t due) {
  char text[512];
  uint64_t id = 4 + offered++;
  due_of[id % REMEMBERED] = due;
  int length = snprintf(text, sizeof text,
    "{\"id\":%llu,\"rpc\":{\"method\":\"chat.send\",\"data\":{\"room\":\"%s\",\"client_id\":\"%08x-%04x-4%03x-8000-%012llx\","
    "\"body\":\"@%019llu and so a line of a common length goes to everybody\"}}}",
    (unsigned long long)id, room, run_id[0], run_id[1] & 0xffff, run_id[1] >> 20, (unsigned long long)id,
    (unsigned long long)due);
  send_frame(c->fd, 1, text, length);
}

static int all_have_read(uint64_t seq) {
  for (int i = 0; i < count; i++) if (people[i].seq < seq) return 0;
  return 1;
}

static void wait_until(uint64_t seq) {
  for (uint64_t end = now() + LAST_RESORT; now() < end && !all_have_read(seq);) poll_for(5);
}

// At a steady rate, whatever the server does: a line carries the time at which it was due, so waiting counts.
static uint64_t talk(double rate, double seconds) {
  uint64_t due = now(), began = due, lines = rate * seconds + .5, step = SECOND / rate;
  uint64_t last_resort = due + lines * step + LAST_RESORT;
  static int next;
  while (offered < lines) {
    uint64_t t = now();
    for (; due <= t && offered < lines; due += step) say(&people[next++ % count], due);
    poll_for(due > t + SECOND / 1000 ? 1 : 0);
  }
  while (acknowledged + refused < offered && now() < last_resort) poll_for(5);
  uint64_t took = now() - began;
  wait_until(head);
  return took;
}

static uint64_t behind(void) {
  uint64_t lines = 0;
  for (int i = 0; i < count; i++) if (people[i].seq < head) lines += head - people[i].seq;
  return lines;
}

static void report(double seconds, double cpu) {
  printf("{\"seconds\":%.3f,\"cpuSeconds\":%.3f,\"offered\":%llu,\"acknowledged\":%llu,\"refused\":%llu,\"head\":%llu,"
    "\"deliveries\":%llu,\"missing\":%llu,\"behind\":%llu,\"doubled\":%llu,\"bytes\":%llu,\"caughtUp\":%llu", seconds, cpu,
    (unsigned long long)offered, (unsigned long long)acknowledged, (unsigned long long)refused, (unsigned long long)head,
    (unsigned long long)deliveries, (unsigned long long)missing, (unsigned long long)behind(), (unsigned long long)doubled,
    (unsigned long long)bytes_in, (unsigned long long)caught_up);
  print_histogram("screens", &screens);
  print_histogram("receipts", &receipts);
  printf("}\n");
  fflush(stdout);
}

static void obey(char *command) {
  double rate, seconds;
  unsigned long long seq, newest;
  offered = acknowledged = refused = deliveries = missing = doubled = bytes_in = caught_up = 0;
  memset(&screens, 0, sizeof screens);
  memset(&receipts, 0, sizeof receipts);
  getrandom(run_id, sizeof run_id, 0);
  uint64_t began = now(), cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID), took = 0;
  if (!strncmp(command, "open", 4)) goal = 0, open_all();
  else if (!strncmp(command, "cut", 3)) cut_all();
  else if (sscanf(command, "from %llu", &seq) == 1) {
    head = seq;
    for (int i = 0; i < count; i++) people[i].seq = seq;
  } else if (sscanf(command, "talk %lf %lf", &rate, &seconds) == 2) took = talk(rate, seconds);
  else if (sscanf(command, "until %llu", &seq) == 1) head = seq, wait_until(seq);
  else if (sscanf(command, "return %llu %llu", &seq, &newest) == 2) {
    since = seq, goal = head = newest;
    for (int i = 0; i < count; i++) people[i].seq = seq;
    open_all();
    wait_until(newest);
  } else die("no such command", command, strlen(command));
  if (took == 0) took = now() - began;
  if (refused > 0) fprintf(stderr, "chatters: %s\n", first_refusal);
  report(took / 1e9, (clock_of(CLOCK_PROCESS_CPUTIME_ID) - cpu) / 1e9);
}

int main(int argc, char **argv) {
  static const struct option options[] = {
    {"port", 1, 0, 'p'}, {"tokens", 1, 0, 't'}, {"connections", 1, 0, 'n'}, {"room", 1, 0, 'r'}, {0}};
  for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) switch (o) {
    case 'p': port = atoi(optarg); break;
    case 't': read_tokens(optarg); break;
    case 'n': count = atoi(optarg); break;
    case 'r': room = optarg; break;
    default: return 2;
  }
  if (count < 1 || token_count < 1) die("options out of range", "", 0);
  input = malloc(READ_BUFFER + 1);
  people = calloc(count, sizeof *people);
  for (int i = 0; i < count; i++) people[i].index = i;
  epoll = epoll_create1(0);
  char *line = NULL;
  size_t size = 0;
  do {
    // A command comes when the last was answered; pings are heard meanwhile.
    for (struct pollfd in = {.fd = 0, .events = POLLIN}; poll(&in, 1, 0) == 0;) poll_for(20);
    if (getline(&line, &size, stdin) > 0) obey(line);
  } while (!feof(stdin));
  return 0;
}
