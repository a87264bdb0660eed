<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Database\Connection;
use Drupal\Core\Database\DatabaseException;
use Drupal\Core\KeyValueStore\KeyValueFactoryInterface;
use Drupal\nodejs\Core\OutboxRow;
use Drupal\nodejs\Core\OutboxStore;

/**
 * Keeps the outbox in the database that keeps the content.
 *
 * So a commit keeps both and a rollback neither, down to a savepoint: lines are
 * added by the database itself, never from what PHP remembers of the row.
 */
final class DatabaseOutboxStore implements OutboxStore {

  private const TABLE = 'nodejs_outbox';

  /**
   * Size of a row at which a new one begins: messages, and bytes.
   */
  private const MESSAGES = 200;
  private const BYTES = 131_072;

  /**
   * The row of this request, within and outside of a transaction.
   *
   * They are two, so that no open transaction locks a row that others may send.
   *
   * @var array{open: int|null, free: int|null}
   */
  private array $rows = ['open' => NULL, 'free' => NULL];

  public function __construct(
    private readonly Connection $connection,
    private readonly KeyValueFactoryInterface $keyValue,
    private readonly FailureLog $log,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function append(string $line, int $expires): bool {
    return $this->attempt(function () use ($line, $expires): bool {
      $open = $this->connection->inTransaction();
      $kind = $open ? 'open' : 'free';
      if ($this->rows[$kind] !== NULL && $this->extend($this->rows[$kind], $line, $expires)) {
        return TRUE;
      }
      if ($open && $this->rows['open'] === NULL) {
        $this->connection->transactionManager()->addPostTransactionCallback(function (): void {
          $this->rows['open'] = NULL;
        });
      }
      $this->rows[$kind] = (int) $this->connection->insert(self::TABLE)
        ->fields(['created' => time(), 'expires' => $expires, 'messages' => 1, 'bytes' => strlen($line), 'payload' => $line])
        ->execute();
      return TRUE;
    }, FALSE);
  }

  /**
   * {@inheritdoc}
   */
  public function oldest(int $limit): array {
    return $this->attempt(function () use ($limit): array {
      $rows = [];
      $found = $this->connection->select(self::TABLE, 'o')->fields('o', ['id', 'messages', 'payload'])->orderBy('id')->range(0, $limit)->execute();
      foreach ($found ?? [] as $row) {
        $rows[] = new OutboxRow((int) $row->id, (int) $row->messages, $row->payload);
      }
      return $rows;
    }, []);
  }

  /**
   * {@inheritdoc}
   */
  public function remove(OutboxRow $row): void {
    $this->connection->delete(self::TABLE)->condition('id', $row->id)->condition('messages', $row->messages)->execute();
  }

  /**
   * {@inheritdoc}
   */
  public function has(?int $now = NULL): bool {
    $query = $this->connection->select(self::TABLE, 'o')->fields('o', ['id'])->range(0, 1);
    if ($now !== NULL) {
      $query->condition('expires', $now, '<=');
    }
    return $this->attempt(static fn (): bool => $query->execute()?->fetchField() !== FALSE, FALSE);
  }

  /**
   * {@inheritdoc}
   */
  public function expire(int $now): int {
    $query = $this->connection->select(self::TABLE, 'o')->condition('expires', $now, '<=');
    $query->addExpression('SUM(messages)');
    $messages = (int) $query->execute()?->fetchField();
    $this->connection->delete(self::TABLE)->condition('expires', $now, '<=')->execute();
    return $messages;
  }

  /**
   * {@inheritdoc}
   */
  public function countExpired(int $messages): void {
    $store = $this->keyValue->get('nodejs');
    $store->set('expired', ['messages' => $this->expired()['messages'] + $messages, 'last' => time()]);
  }

  /**
   * How many messages expired on this site, and when the last did.
   *
   * @return array{messages: int, last: int}
   *   Zeros when none did.
   */
  public function expired(): array {
    return $this->keyValue->get('nodejs')->get('expired', ['messages' => 0, 'last' => 0]);
  }

  /**
   * What waits: messages, and the time the oldest row is from.
   *
   * @return array{messages: int, since: int}
   *   Zeros when nothing waits.
   */
  public function backlog(): array {
    $query = $this->connection->select(self::TABLE, 'o');
    $query->addExpression('SUM(messages)', 'messages');
    $query->addExpression('MIN(created)', 'since');
    $found = $this->attempt(static fn (): mixed => $query->execute()?->fetchObject(), NULL);
    return ['messages' => (int) ($found->messages ?? 0), 'since' => (int) ($found->since ?? 0)];
  }

  /**
   * Asks the database; pages go on without the table that update.php makes.
   *
   * @template T
   *
   * @param \Closure(): T $work
   *   The work.
   * @param T $otherwise
   *   What it gives when the database refuses.
   *
   * @return T
   *   The result.
   */
  private function attempt(\Closure $work, mixed $otherwise): mixed {
    try {
      return $work();
    }
    catch (DatabaseException | \PDOException $failure) {
      $this->log->report($failure);
      return $otherwise;
    }
  }

  /**
   * Adds a line to a row that is still there and still small.
   */
  private function extend(int $id, string $line, int $expires): bool {
    return (bool) $this->connection->update(self::TABLE)
      ->expression('payload', 'CONCAT(payload, :line)', [':line' => "\n" . $line])
      ->expression('messages', 'messages + 1')
      ->expression('bytes', 'bytes + :bytes', [':bytes' => strlen($line) + 1])
      // The row lives as long as any of its messages.
      ->expression('expires', 'CASE WHEN expires > :expires THEN expires ELSE :expires_too END', [':expires' => $expires, ':expires_too' => $expires])
      ->condition('id', $id)
      ->condition('messages', self::MESSAGES, '<')
      ->condition('bytes', self::BYTES, '<')
      ->execute();
  }

}
