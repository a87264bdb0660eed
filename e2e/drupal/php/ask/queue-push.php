<?php

/**
 * @file
 * Queues numbered items.
 */

declare(strict_types=1);

return static function (string $name, int $count): int {
  $queue = \Drupal::queue($name, TRUE);
  $queue->createQueue();
  $transaction = \Drupal::database()->startTransaction();
  for ($n = 1; $n <= $count; $n++) {
    $queue->createItem(['n' => $n, 'text' => "Grüße \u{1F600}"]);
  }
  unset($transaction);
  return $queue->numberOfItems();
};
