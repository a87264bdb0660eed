// Latencies: histograms with 32 steps for every power of two.
#pragma once
#include <stdint.h>

struct histogram { uint64_t steps[64 * 32], total, greatest; };

static void record(struct histogram *h, uint64_t ns) {
  int exponent = ns < 64 ? 0 : 58 - __builtin_clzll(ns);
  h->steps[exponent * 32 + (ns >> exponent)]++;
  h->total++;
  if (ns > h->greatest) h->greatest = ns;
}

static double percentile_ms(const struct histogram *h, double share) {
  uint64_t target = share * h->total, seen = 0;
  for (int i = 0; i < 64 * 32; i++) {
    int exponent = i < 64 ? 0 : i / 32 - 1;
    if ((seen += h->steps[i]) > target) return ((uint64_t)(i - exponent * 32) << exponent) / 1e6;
  }
  return h->greatest / 1e6;
}
