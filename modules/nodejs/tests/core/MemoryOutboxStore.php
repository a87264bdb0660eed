<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Core;

use Drupal\nodejs\Core\OutboxRow;
use Drupal\nodejs\Core\OutboxStore;

/**
 * An outbox that lasts as long as the test; a row a message.
 */
final class MemoryOutboxStore implements OutboxStore {

  /**
   * Rows by id.
   *
   * @var array<int, \Drupal\nodejs\Core\OutboxRow>
   */
  public array $rows = [];

  public int $expired = 0;

  /**
   * Whether there is room.
   */
  public bool $full = FALSE;

  private int $last = 0;

  /**
   * {@inheritdoc}
   */
  public function append(string $line, int $expires): bool {
    if (!$this->full) {
      $this->last++;
      $this->rows[$this->last] = new OutboxRow($this->last, 1, $line);
    }
    return !$this->full;
  }

  /**
   * {@inheritdoc}
   */
  public function oldest(int $limit): array {
    return array_slice(array_values($this->rows), 0, $limit);
  }

  /**
   * {@inheritdoc}
   */
  public function remove(OutboxRow $row): void {
    if ($this->rows[$row->id]->messages === $row->messages) {
      unset($this->rows[$row->id]);
    }
  }

  /**
   * {@inheritdoc}
   */
  public function has(?int $now = NULL): bool {
    return $this->dead($now) !== [];
  }

  /**
   * {@inheritdoc}
   */
  public function expire(int $now): int {
    $dead = $this->dead($now);
    $this->rows = array_diff_key($this->rows, $dead);
    return count($dead);
  }

  /**
   * {@inheritdoc}
   */
  public function countExpired(int $messages): void {
    $this->expired += $messages;
  }

  /**
   * The rows that nobody wants; NULL: all rows.
   *
   * @return array<int, \Drupal\nodejs\Core\OutboxRow>
   *   By id.
   */
  private function dead(?int $now): array {
    return array_filter($this->rows, static fn (OutboxRow $row): bool => $now === NULL || $row->live($now) === []);
  }

}
