<?php

/**
 * @file
 * Claims and deletes all items of a queue, and tells what that took.
 */

declare(strict_types=1);

return static function (string $name): array {
  $queue = \Drupal::queue($name, TRUE);
  $cpu = static function (): float {
    $usage = getrusage();
    return $usage['ru_utime.tv_sec'] + $usage['ru_stime.tv_sec'] + ($usage['ru_utime.tv_usec'] + $usage['ru_stime.tv_usec']) / 1e6;
  };
  [$before, $start] = [$cpu(), microtime(TRUE)];
  for ($items = 0; ($item = $queue->claimItem(60)) !== FALSE; $items++) {
    $queue->deleteItem($item);
  }
  return ['items' => $items, 'seconds' => microtime(TRUE) - $start, 'cpu' => $cpu() - $before];
};
