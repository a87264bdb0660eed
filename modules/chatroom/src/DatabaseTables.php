<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\chatroom\Core\Tables;
use Drupal\Core\Database\Connection;
use Drupal\Core\Database\Query\ConditionInterface;

/**
 * The chat's tables in Drupal's database.
 */
final class DatabaseTables implements Tables {

  public function __construct(
    private readonly Connection $database,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function select(string $table, array $where, array $order = []): array {
    $query = $this->database->select($table, 'row')->fields('row');
    foreach ($order as $column) {
      $query->orderBy($column);
    }
    self::restrict($query, $where);
    return array_values(array_map(static fn (\stdClass $row): array => (array) $row, $query->execute()?->fetchAll() ?? []));
  }

  /**
   * {@inheritdoc}
   */
  public function insert(string $table, array $rows): void {
    $query = $this->database->insert($table)->fields(array_keys($rows[0]));
    foreach ($rows as $row) {
      $query->values($row);
    }
    $query->execute();
  }

  /**
   * {@inheritdoc}
   */
  public function update(string $table, array $columns, array $where): void {
    $query = $this->database->update($table)->fields($columns);
    self::restrict($query, $where);
    $query->execute();
  }

  /**
   * {@inheritdoc}
   */
  public function delete(string $table, array $where): void {
    $query = $this->database->delete($table);
    self::restrict($query, $where);
    $query->execute();
  }

  /**
   * {@inheritdoc}
   */
  public function transact(\Closure $work): void {
    $transaction = $this->database->startTransaction();
    try {
      $work();
    }
    catch (\Throwable $failure) {
      $transaction->rollBack();
      throw $failure;
    }
    // Without a reference to it, it is committed.
    unset($transaction);
  }

  /**
   * Puts conditions on a query.
   *
   * @param \Drupal\Core\Database\Query\ConditionInterface $query
   *   The query.
   * @param array<string, int|string|list<int|string>> $where
   *   Values by column.
   */
  private static function restrict(ConditionInterface $query, array $where): void {
    foreach ($where as $column => $value) {
      $query->condition($column, $value, is_array($value) ? 'IN' : '=');
    }
  }

}
