// The physical limit: an epoll server that sends raw WebSocket frames and does nothing else. It checks nothing, answers
// the upgrade with a constant and drops what a full socket does not take. `coalesce` as second argument: what came in
// one turn leaves in one write per client.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

struct client {
  int fd, slot, is_listener, length;
  char *rest;
};

#define MOST_LISTENERS 65536
#define BUFFER (8 << 20)

static struct client *listeners[MOST_LISTENERS];
static int listener_count, pending_length, is_coalescing;
static char pending[BUFFER], input[BUFFER];

static const char upgraded[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                               "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
static const char accepted[] = "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok";

static void flush(void) {
  for (int i = 0; i < listener_count; i++) {
    if (send(listeners[i]->fd, pending, pending_length, MSG_NOSIGNAL | MSG_DONTWAIT) < pending_length) {
      static int told;
      if (told++ < 3) fprintf(stderr, "limit: a full socket, errno %d\n", errno);
    }
  }
  pending_length = 0;
}

static void push(const char *message, int length) {
  if (pending_length + length + 4 > BUFFER) flush();
  char *frame = pending + pending_length;
  int head = length < 126 ? 2 : 4;
  frame[0] = (char)0x81;
  frame[1] = length < 126 ? length : 126;
  if (head == 4) frame[2] = length >> 8, frame[3] = length;
  memcpy(frame + head, message, length);
  pending_length += head + length;
  if (!is_coalescing) flush();
}

static void leave(struct client *c) {
  if (c->is_listener) {
    struct client *last = listeners[--listener_count];
    listeners[c->slot] = last;
    last->slot = c->slot;
  }
  close(c->fd);
  free(c->rest);
  free(c);
}

static void publish(const char *body, int length, int is_lines) {
  if (!is_lines) return push(body, length);
  for (const char *at = body, *end = body + length; at < end;) {
    const char *newline = memchr(at, '\n', end - at);
    if (newline == NULL) newline = end;
    push(at, newline - at);
    at = newline + 1;
  }
}

// Returns how many bytes were whole requests.
static int serve(struct client *c, char *data, int length) {
  int at = 0;
  while (at < length) {
    char *end = memmem(data + at, length - at, "\r\n\r\n", 4);
    if (end == NULL) break;
    if (data[at] == 'G') {
      send(c->fd, upgraded, sizeof upgraded - 1, 0);
      c->is_listener = 1;
      c->slot = listener_count;
      listeners[listener_count++] = c;
      return length;
    }
    *end = 0;
    char *header = strcasestr(data + at, "content-length:");
    int is_lines = strstr(data + at, "ndjson") != NULL;
    *end = '\r';
    int body_length = header ? atoi(header + 15) : 0;
    if (end + 4 + body_length > data + length) break;
    publish(end + 4, body_length, is_lines);
    send(c->fd, accepted, sizeof accepted - 1, 0);
    at = end + 4 + body_length - data;
  }
  return at;
}

static void read_some(struct client *c) {
  int length = c->length;
  if (length > 0) memcpy(input, c->rest, length);
  int got = recv(c->fd, input + length, BUFFER - length - 1, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) return leave(c);
  if (c->is_listener) return;
  length += got;
  int used = serve(c, input, length);
  c->length = length - used;
  if (c->length > 0) {
    c->rest = realloc(c->rest, c->length);
    memcpy(c->rest, input + used, c->length);
  }
}

int main(int argc, char **argv) {
  is_coalescing = argc > 2 && !strcmp(argv[2], "coalesce");
  int door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1, poll = epoll_create1(0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (argc > 1) address.sin_port = htons(atoi(argv[1]));
  if (bind(door, (void *)&address, sizeof address) || listen(door, 4096)) return perror("limit"), 1;
  getsockname(door, (void *)&address, &size);
  printf("listening on %d\n", ntohs(address.sin_port));
  fflush(stdout);
  struct epoll_event event = {.events = EPOLLIN}, events[1024];
  epoll_ctl(poll, EPOLL_CTL_ADD, door, &event);
  for (;;) {
    int found = epoll_wait(poll, events, 1024, -1);
    for (int i = 0; i < found; i++) {
      if (events[i].data.ptr != NULL) {
        read_some(events[i].data.ptr);
        continue;
      }
      for (int fd; (fd = accept4(door, 0, 0, SOCK_NONBLOCK)) >= 0;) {
        struct client *c = calloc(1, sizeof *c);
        c->fd = fd;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        event.data.ptr = c;
        epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
      }
    }
    if (pending_length > 0) flush();
  }
}
