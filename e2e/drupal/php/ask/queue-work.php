<?php

/**
 * @file
 * Works a queue as Drupal's own workers do; each item done is a line in a file.
 */

declare(strict_types=1);

return static function (string $name, int $lease, string $file, string $who): int {
  $queue = \Drupal::queue($name, TRUE);
  $done = 0;
  // Another worker may still have items that come back: an empty answer is no end.
  for ($idle = 0; $idle < 40;) {
    $item = $queue->claimItem($lease);
    if ($item === FALSE) {
      $idle++;
      usleep(50_000);
      continue;
    }
    $idle = 0;
    // What work there is, or SQLite would hardly be free for anybody else.
    usleep(4_000);
    file_put_contents($file, $who . ' ' . $item->data['n'] . "\n", FILE_APPEND | LOCK_EX);
    $queue->deleteItem($item);
    $done++;
  }
  return $done;
};
