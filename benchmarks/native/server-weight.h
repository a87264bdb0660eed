// What another process takes, as /proc tells it: processor time of all its threads, resident memory.
#pragma once
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Seconds on a processor, and seconds waiting for one, of all the threads.
struct times { double running, waiting; };

static struct times times_of(int pid) {
  char name[320];
  struct times sum = {0, 0};
  snprintf(name, sizeof name, "/proc/%d/task", pid);
  DIR *folder = opendir(name);
  if (folder == NULL) return sum;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    unsigned long long running, waiting;
    if (!isdigit(entry->d_name[0])) continue;
    snprintf(name, sizeof name, "/proc/%d/task/%s/schedstat", pid, entry->d_name);
    FILE *file = fopen(name, "r");
    if (file == NULL) continue;
    if (fscanf(file, "%llu %llu", &running, &waiting) == 2) sum.running += running / 1e9, sum.waiting += waiting / 1e9;
    fclose(file);
  }
  closedir(folder);
  return sum;
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
