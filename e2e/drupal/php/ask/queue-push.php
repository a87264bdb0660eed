<?php

/**
 * @file
 * Queues numbered items; %n in their texts is the number.
 */

declare(strict_types=1);

return static function (string $name, int $count, array $data = ['text' => "Grüße \u{1F600}"]): int {
  $queue = \Drupal::queue($name, TRUE);
  $queue->createQueue();
  $transaction = \Drupal::database()->startTransaction();
  for ($n = 1; $n <= $count; $n++) {
    $queue->createItem(['n' => $n] + str_replace('%n', (string) $n, $data));
  }
  unset($transaction);
  return $queue->numberOfItems();
};
