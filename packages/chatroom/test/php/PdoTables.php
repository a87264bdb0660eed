<?php

declare(strict_types=1);

use Drupal\chatroom\Core\Tables;

/**
 * The chat's tables by PDO, where there is no Drupal.
 */
final class PdoTables implements Tables {

  private readonly \PDO $pdo;

  public function __construct(string $dsn, string $user, string $password, private readonly string $prefix) {
    $this->pdo = new \PDO($dsn, $user, $password, [\PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION, \PDO::ATTR_TIMEOUT => 30]);
  }

  public function select(string $table, array $where, array $order = []): array {
    [$conditions, $values] = $this->conditions($where);
    $sort = $order === [] ? '' : ' ORDER BY ' . implode(', ', $order);
    return $this->run("SELECT * FROM $this->prefix$table WHERE $conditions$sort", $values)->fetchAll(\PDO::FETCH_ASSOC);
  }

  public function insert(string $table, array $rows): void {
    $columns = array_keys($rows[0]);
    $places = '(' . implode(', ', array_fill(0, count($columns), '?')) . ')';
    $names = implode(', ', $columns);
    $this->run(
      "INSERT INTO $this->prefix$table ($names) VALUES " . implode(', ', array_fill(0, count($rows), $places)),
      array_merge(...array_map(array_values(...), $rows)),
    );
  }

  public function update(string $table, array $columns, array $where): void {
    [$conditions, $values] = $this->conditions($where);
    $set = implode(', ', array_map(static fn (string $column): string => "$column = ?", array_keys($columns)));
    $this->run("UPDATE $this->prefix$table SET $set WHERE $conditions", [...array_values($columns), ...$values]);
  }

  public function delete(string $table, array $where): void {
    [$conditions, $values] = $this->conditions($where);
    $this->run("DELETE FROM $this->prefix$table WHERE $conditions", $values);
  }

  public function transact(\Closure $work): void {
    $this->pdo->beginTransaction();
    try {
      $work();
      $this->pdo->commit();
    }
    catch (\Throwable $failure) {
      $this->pdo->rollBack();
      throw $failure;
    }
  }

  private function conditions(array $where): array {
    $conditions = [];
    $values = [];
    foreach ($where as $column => $value) {
      $list = (array) $value;
      $conditions[] = "$column IN (" . implode(', ', array_fill(0, count($list), '?')) . ')';
      array_push($values, ...$list);
    }
    return [implode(' AND ', $conditions), $values];
  }

  private function run(string $sql, array $values): \PDOStatement {
    $statement = $this->pdo->prepare($sql);
    foreach ($values as $index => $value) {
      $statement->bindValue($index + 1, $value, is_int($value) ? \PDO::PARAM_INT : \PDO::PARAM_STR);
    }
    $statement->execute();
    return $statement;
  }

}
