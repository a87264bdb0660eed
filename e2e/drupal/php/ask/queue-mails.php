<?php

/**
 * @file
 * Queues mails for workers that write them.
 */

declare(strict_types=1);

return static function (string $name, int $count): int {
  $queue = \Drupal::queue($name, TRUE);
  $queue->createQueue();
  $transaction = \Drupal::database()->startTransaction();
  for ($n = 1; $n <= $count; $n++) {
    $queue->createItem(['to' => "user$n@example.com", 'subject' => "Grüße Nº $n", 'body' => 'Your export is ready.']);
  }
  unset($transaction);
  return $queue->numberOfItems();
};
