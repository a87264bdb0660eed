// What another process takes, as /proc tells it: processor time of all its threads, resident memory.
#pragma once
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_THREADS 512

// Nanoseconds that a thread was on a processor, and waited for one.
struct thread { int id; unsigned long long running, waiting; };
struct threads { int count; struct thread all[MOST_THREADS]; };

static struct threads threads_of(int pid) {
  char name[320];
  struct threads threads = {.count = 0};
  snprintf(name, sizeof name, "/proc/%d/task", pid);
  DIR *folder = opendir(name);
  if (folder == NULL) return threads;
  for (struct dirent *entry; threads.count < MOST_THREADS && (entry = readdir(folder)) != NULL;) {
    struct thread *thread = &threads.all[threads.count];
    if (!isdigit(entry->d_name[0])) continue;
    snprintf(name, sizeof name, "/proc/%d/task/%s/schedstat", pid, entry->d_name);
    FILE *file = fopen(name, "r");
    if (file == NULL) continue;
    thread->id = atoi(entry->d_name);
    if (fscanf(file, "%llu %llu", &thread->running, &thread->waiting) == 2) threads.count++;
    fclose(file);
  }
  closedir(folder);
  return threads;
}

// Seconds that all the threads together were on a processor.
static double running_of(const struct threads *threads) {
  double running = 0;
  for (int i = 0; i < threads->count; i++) running += threads->all[i].running / 1e9;
  return running;
}

static double cpu_of(int pid) {
  struct threads threads = threads_of(pid);
  return running_of(&threads);
}

// Seconds that the thread which ran most in between waited for a processor. Not all threads': on one processor those that help
// V8 to collect and compile wait while the server itself works, which nobody else made them do.
static double waiting_between(const struct threads *before, const struct threads *after) {
  unsigned long long most = 0, waiting = 0;
  for (int i = 0; i < after->count; i++) {
    struct thread spent = after->all[i];
    for (int j = 0; j < before->count; j++)
      if (before->all[j].id == spent.id)
        spent.running -= before->all[j].running, spent.waiting -= before->all[j].waiting;
    if (spent.running >= most) most = spent.running, waiting = spent.waiting;
  }
  return waiting / 1e9;
}

static double kilobytes_of(int pid) {
  char line[256];
  double kilobytes = 0;
  snprintf(line, sizeof line, "/proc/%d/status", pid);
  FILE *file = fopen(line, "r");
  if (file == NULL) return 0;
  while (fgets(line, sizeof line, file))
    if (!strncmp(line, "VmRSS:", 6)) kilobytes = atof(line + 6);
  fclose(file);
  return kilobytes;
}
