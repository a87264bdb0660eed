<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Database\Connection;
use Drupal\nodejs\Core\CommitGate;

/**
 * Holds work back until the site's database has committed.
 *
 * Entity hooks run within the transaction that saves the entity; without the
 * gate a browser would hear of an article before it can be read, or of one that
 * was rolled back.
 */
final class DatabaseCommitGate implements CommitGate {

  public function __construct(
    private readonly Connection $connection,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function whenCommitted(\Closure $task): void {
    if (!$this->connection->inTransaction()) {
      $task();
      return;
    }
    $this->connection->transactionManager()->addPostTransactionCallback(static function (bool $success) use ($task): void {
      if ($success) {
        $task();
      }
    });
  }

}
