<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Keeps what is to be published as safely as the site keeps its content.
 */
interface OutboxStore {

  /**
   * Adds a line, in the open transaction if there is one.
   *
   * Lines of one request share a row as long as it stays small.
   *
   * @param string $line
   *   See OutboxRow::line().
   * @param int $expires
   *   Unix time after which nobody wants it.
   *
   * @return bool
   *   FALSE when it couldn't be kept.
   */
  public function append(string $line, int $expires): bool;

  /**
   * The oldest rows.
   *
   * @return list<\Drupal\nodejs\Core\OutboxRow>
   *   In order; at most so many.
   */
  public function oldest(int $limit): array;

  /**
   * Removes a row, unless it has got more messages since it was read.
   */
  public function remove(OutboxRow $row): void;

  /**
   * Tells whether there are rows, or rows whose every message has expired.
   *
   * @param int|null $now
   *   Unix time to ask for expired rows; NULL for any.
   */
  public function has(?int $now = NULL): bool;

  /**
   * Removes the rows whose every message has expired.
   *
   * @return int
   *   How many messages they held.
   */
  public function expire(int $now): int;

  /**
   * Adds to the number of messages that expired on this site.
   */
  public function countExpired(int $messages): void;

}
