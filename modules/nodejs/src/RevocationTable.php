<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Database\Connection;
use Drupal\Core\Database\DatabaseException;
use Drupal\Core\Database\Query\SelectInterface;
use Drupal\nodejs\Core\Legacy;
use Drupal\nodejs\Core\Revocation;

/**
 * Keeps every revocation, with the change that asks for it.
 *
 * A server that was away reads here what it missed. Rows stay as long as any
 * token lives that they could be about.
 */
final class RevocationTable {

  /**
   * Seconds for which a row is kept: the longest life of a user's token.
   */
  public const LIFE = Legacy::CONTENT_TOKEN_LIFE;

  /**
   * Most rows in one answer to the server.
   */
  public const PAGE = 1000;

  private const TABLE = 'nodejs_revocation';

  /**
   * Milliseconds in which a transaction that took a smaller id may commit.
   */
  private const LATE = 60_000;

  public function __construct(
    private readonly Connection $connection,
    private readonly FailureLog $log,
  ) {}

  /**
   * Writes revocations, in the open transaction if there is one.
   *
   * @param list<\Drupal\nodejs\Core\Revocation> $revocations
   *   Of one change.
   * @param int $moment
   *   Unix time in milliseconds.
   *
   * @return list<int>
   *   Their ids; none before update.php has made the table.
   */
  public function keep(array $revocations, int $moment): array {
    try {
      if (count($revocations) === 1) {
        return [(int) $this->connection->insert(self::TABLE)->fields($this->fields($revocations[0], $moment))->execute()];
      }
      foreach (array_chunk($revocations, 500) as $chunk) {
        $insert = $this->connection->insert(self::TABLE)->fields(['uid', 'sid', 'channel', 'mode', 'moment', 'delivered']);
        foreach ($chunk as $revocation) {
          $insert->values($this->fields($revocation, $moment));
        }
        $insert->execute();
      }
      // Another process may have written in the same millisecond: to deliver
      // its rows as well does no harm.
      $written = $this->connection->select(self::TABLE, 'r')->fields('r', ['id'])->condition('moment', $moment)->orderBy('id')->execute();
      return array_map(intval(...), $written?->fetchCol() ?? []);
    }
    catch (DatabaseException | \PDOException $failure) {
      $this->log->report($failure);
      return [];
    }
  }

  /**
   * Says when the change was in force: not before it was committed.
   *
   * @param list<int> $ids
   *   Rows.
   * @param int $moment
   *   Unix time in milliseconds.
   */
  public function stamp(array $ids, int $moment): void {
    foreach (array_chunk($ids, 500) as $chunk) {
      $this->connection->update(self::TABLE)->fields(['moment' => $moment])->condition('id', $chunk, 'IN')->execute();
    }
  }

  /**
   * Reads rows.
   *
   * @param list<int> $ids
   *   Of those that were rolled back nothing is found.
   *
   * @return array<int, array<string, mixed>>
   *   Members of `revoke`, by id.
   */
  public function load(array $ids): array {
    return $ids === [] ? [] : $this->read($this->select()->condition('id', $ids, 'IN'));
  }

  /**
   * The oldest rows that the server may not know.
   *
   * @return array<int, array<string, mixed>>
   *   Members of `revoke`, by id.
   */
  public function undelivered(int $limit): array {
    return $this->read($this->select()->condition('delivered', 0)->range(0, $limit));
  }

  /**
   * How many rows the server may not know.
   */
  public function countUndelivered(): int {
    try {
      return (int) $this->connection->select(self::TABLE)->condition('delivered', 0)->countQuery()->execute()?->fetchField();
    }
    catch (DatabaseException | \PDOException) {
      return 0;
    }
  }

  /**
   * Notes that the server has taken rows.
   *
   * @param list<int> $ids
   *   Rows.
   */
  public function markDelivered(array $ids): void {
    if ($ids !== []) {
      $this->connection->update(self::TABLE)->fields(['delivered' => 1])->condition('id', $ids, 'IN')->execute();
    }
  }

  /**
   * What a server doesn't know that has read up to a row.
   *
   * @param int $since
   *   The row; 0 for all.
   * @param int $now
   *   Unix time in milliseconds.
   *
   * @return array{rows: array<int, array<string, mixed>>, last: int, more: bool}
   *   Rows, how far it may say next time that it has read, whether to ask again.
   */
  public function after(int $since, int $now): array {
    // Ids begin anew when a database is restored.
    $since = $since > $this->id('MAX', 'id', 0, '>') ? 0 : $since;
    $this->connection->update(self::TABLE)->fields(['delivered' => 1])->condition('id', $since, '<=')->condition('delivered', 0)->execute();
    $rows = $this->read($this->select()->condition('id', $since, '>')->range(0, self::PAGE));
    if (count($rows) === self::PAGE) {
      return ['rows' => $rows, 'last' => (int) array_key_last($rows), 'more' => TRUE];
    }
    return ['rows' => $rows, 'last' => $this->id('MAX', 'moment', $now - self::LATE, '<='), 'more' => FALSE];
  }

  /**
   * Forgets what no living token can be about.
   */
  public function prune(int $now): void {
    $this->connection->delete(self::TABLE)->condition('moment', $now - self::LIFE * 1000, '<')->execute();
  }

  /**
   * All columns of a new row.
   *
   * @return array<string, int|string|null>
   *   By name.
   */
  private function fields(Revocation $revocation, int $moment): array {
    return [
      'uid' => $revocation->user,
      'sid' => $revocation->sid,
      'channel' => $revocation->channel,
      'mode' => $revocation->mode,
      'moment' => $moment,
      'delivered' => 0,
    ];
  }

  /**
   * Begins a query for rows in their order.
   */
  private function select(): SelectInterface {
    return $this->connection->select(self::TABLE, 'r')->fields('r', ['id', 'uid', 'sid', 'channel', 'mode', 'moment'])->orderBy('id');
  }

  /**
   * Reads what a query finds.
   *
   * @return array<int, array<string, mixed>>
   *   Members of `revoke`, by id.
   */
  private function read(SelectInterface $query): array {
    $rows = [];
    foreach ($query->execute() ?? [] as $row) {
      $moment = (int) $row->moment;
      $members = [
        'user' => $row->uid,
        'sid' => $row->sid,
        'channel' => $row->channel,
        'mode' => $row->mode,
        'at' => $moment % 1000 === 0 ? intdiv($moment, 1000) : $moment / 1000,
      ];
      $rows[(int) $row->id] = array_filter($members, static fn (mixed $member): bool => $member !== NULL);
    }
    return $rows;
  }

  /**
   * The smallest or largest id of the rows that meet a condition; 0: none does.
   */
  private function id(string $function, string $column, int $value, string $operator): int {
    $query = $this->connection->select(self::TABLE, 'r')->condition($column, $value, $operator);
    $query->addExpression("$function(id)");
    return (int) $query->execute()?->fetchField();
  }

}
