<?php

declare(strict_types=1);

namespace Drupal\nodejs_subscribe;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\Database\Connection;
use Drupal\Core\Entity\EntityInterface;

/**
 * Knows who follows what.
 */
final class Subscriptions {

  private const TABLE = 'nodejs_subscribe_subscription';

  public function __construct(
    private readonly Connection $connection,
    private readonly TimeInterface $time,
  ) {}

  /**
   * Has a user follow an entity.
   */
  public function add(int $uid, EntityInterface $entity): void {
    $this->connection->merge(self::TABLE)
      ->keys(['uid' => $uid, 'entity_type' => $entity->getEntityTypeId(), 'entity_id' => (string) $entity->id()])
      ->insertFields(['uid' => $uid, 'entity_type' => $entity->getEntityTypeId(), 'entity_id' => (string) $entity->id(), 'created' => $this->time->getCurrentTime()])
      ->execute();
  }

  /**
   * Has a user follow something no more.
   */
  public function remove(int $uid, string $type, string $id): void {
    $this->connection->delete(self::TABLE)->condition('uid', $uid)->condition('entity_type', $type)->condition('entity_id', $id)->execute();
  }

  /**
   * Whether a user follows an entity.
   */
  public function has(int $uid, EntityInterface $entity): bool {
    return $this->connection->select(self::TABLE, 's')->fields('s', ['uid'])->condition('uid', $uid)->condition('entity_type', $entity->getEntityTypeId())->condition('entity_id', (string) $entity->id())->execute()?->fetchField() !== FALSE;
  }

  /**
   * The next users who follow an entity.
   *
   * @return list<int>
   *   In the order of their numbers, at most so many that come after one.
   */
  public function followers(string $type, string $id, int $after, int $limit): array {
    $uids = $this->connection->select(self::TABLE, 's')->fields('s', ['uid'])->condition('entity_type', $type)->condition('entity_id', $id)->condition('uid', $after, '>')->orderBy('uid')->range(0, $limit)->execute();
    return array_map(intval(...), $uids?->fetchCol() ?? []);
  }

  /**
   * What a user follows, the latest first.
   *
   * @return list<array{string, string}>
   *   Types and ids.
   */
  public function of(int $uid, int $limit, int $offset = 0): array {
    $rows = $this->connection->select(self::TABLE, 's')->fields('s', ['entity_type', 'entity_id'])->condition('uid', $uid)->orderBy('created', 'DESC')->orderBy('entity_type')->orderBy('entity_id')->range($offset, $limit)->execute()?->fetchAll() ?? [];
    return array_map(static fn (\stdClass $row): array => [$row->entity_type, $row->entity_id], $rows);
  }

  /**
   * How much a user follows.
   */
  public function count(int $uid): int {
    return (int) $this->connection->select(self::TABLE, 's')->condition('uid', $uid)->countQuery()->execute()?->fetchField();
  }

  /**
   * Forgets a user.
   */
  public function removeUser(int $uid): void {
    $this->connection->delete(self::TABLE)->condition('uid', $uid)->execute();
  }

  /**
   * Forgets an entity.
   */
  public function removeEntity(string $type, string $id): void {
    $this->connection->delete(self::TABLE)->condition('entity_type', $type)->condition('entity_id', $id)->execute();
  }

  /**
   * Forgets all entities of other types than these.
   *
   * @param list<string> $types
   *   The types that there are.
   */
  public function keepTypes(array $types): void {
    $this->connection->delete(self::TABLE)->condition('entity_type', [...$types, ''], 'NOT IN')->execute();
  }

}
