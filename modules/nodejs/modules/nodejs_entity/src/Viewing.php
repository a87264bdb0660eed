<?php

declare(strict_types=1);

namespace Drupal\nodejs_entity;

use Drupal\Core\Cache\RefinableCacheableDependencyInterface;
use Drupal\Core\Entity\ContentEntityInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;

/**
 * Finds an entity for somebody, if they may see it.
 */
final class Viewing {

  public function __construct(
    private readonly EntityTypeManagerInterface $entityTypeManager,
  ) {}

  /**
   * The entity in a language; NULL when the current user may not see it.
   *
   * @param array<array-key, mixed> $args
   *   A recipe's: "type", "id", "langcode".
   * @param \Drupal\Core\Cache\RefinableCacheableDependencyInterface $cacheability
   *   Is told what the answer depends on.
   */
  public function find(array $args, RefinableCacheableDependencyInterface $cacheability): ?ContentEntityInterface {
    ['type' => $type, 'id' => $id, 'langcode' => $langcode] = $args;
    if (!$this->entityTypeManager->hasDefinition($type)) {
      return NULL;
    }
    $cacheability->addCacheTags(["$type:$id"]);
    $entity = $this->entityTypeManager->getStorage($type)->load($id);
    if (!$entity instanceof ContentEntityInterface) {
      return NULL;
    }
    if ($entity->hasTranslation($langcode)) {
      $entity = $entity->getTranslation($langcode);
    }
    $access = $entity->access('view', NULL, TRUE);
    $cacheability->addCacheableDependency($access);
    return $access->isAllowed() ? $entity : NULL;
  }

}
