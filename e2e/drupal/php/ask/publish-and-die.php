<?php

/**
 * @file
 * Publishes within two transactions, one of them rolled back; then is killed.
 */

declare(strict_types=1);

return static function (string $channel, string $lost, string $kept): never {
  $publish = static fn (string $data): bool => nodejs_enqueue_message((object) ['channel' => $channel, 'data' => $data]);
  $transaction = \Drupal::database()->startTransaction();
  $publish($lost);
  $transaction->rollBack();
  unset($transaction);
  $transaction = \Drupal::database()->startTransaction();
  $publish($kept);
  unset($transaction);
  // Neither a destructor nor a shutdown function runs.
  exec('kill -9 ' . getmypid());
  exit;
};
