<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Holds work back until the database has kept what it speaks of.
 */
interface CommitGate {

  /**
   * Runs a task once the open transaction is committed.
   *
   * Without one it runs at once; after a rollback, never.
   *
   * @param \Closure(): void $task
   *   The work.
   */
  public function whenCommitted(\Closure $task): void;

}
