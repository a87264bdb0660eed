<?php

declare(strict_types=1);

namespace Drupal\chatroom\Core;

/**
 * The chat's tables, as far as writing lines needs them.
 *
 * Conditions are equalities: a column and its value, or a list of its values.
 *
 * @phpstan-type Row array<string, int|string>
 * @phpstan-type Conditions array<string, int|string|list<int|string>>
 */
interface Tables {

  /**
   * Reads rows.
   *
   * @param string $table
   *   The table's name without a prefix.
   * @param array<string, int|string|list<int|string>> $where
   *   Conditions.
   * @param list<string> $order
   *   Columns to sort by.
   *
   * @return list<array<string, int|string>>
   *   Whole rows.
   */
  public function select(string $table, array $where, array $order = []): array;

  /**
   * Inserts rows with the same columns.
   *
   * @param string $table
   *   The table's name without a prefix.
   * @param list<array<string, int|string>> $rows
   *   The rows.
   */
  public function insert(string $table, array $rows): void;

  /**
   * Changes rows.
   *
   * @param string $table
   *   The table's name without a prefix.
   * @param array<string, int|string> $columns
   *   Their new values.
   * @param array<string, int|string|list<int|string>> $where
   *   Conditions.
   */
  public function update(string $table, array $columns, array $where): void;

  /**
   * Deletes rows.
   *
   * @param string $table
   *   The table's name without a prefix.
   * @param array<string, int|string|list<int|string>> $where
   *   Conditions.
   */
  public function delete(string $table, array $where): void;

  /**
   * Runs work in one transaction; what it throws undoes all of it.
   *
   * @param \Closure(): void $work
   *   The work.
   */
  public function transact(\Closure $work): void;

}
