<?php

declare(strict_types=1);

namespace Drupal\nodejs_entity;

use Drupal\Core\Cache\RefinableCacheableDependencyInterface;
use Drupal\Core\Entity\ContentEntityInterface;
use Drupal\Core\Entity\Entity\EntityViewDisplay;
use Drupal\nodejs\Live\Live;
use Drupal\nodejs\Live\LiveSource;
use Drupal\nodejs\Live\Recipe;

/**
 * Keeps single fields of rendered entities as they are now.
 */
final class LiveFields implements LiveSource {

  public const KIND = 'nodejs_entity.field';

  public function __construct(
    private readonly Viewing $viewing,
    private readonly Live $live,
  ) {}

  /**
   * Makes a field of a rendered entity live.
   *
   * @param array<string, mixed> $build
   *   The field's render array.
   * @param \Drupal\Core\Entity\ContentEntityInterface $entity
   *   The entity.
   * @param string $field
   *   The field's name.
   * @param string $view_mode
   *   How the entity is shown.
   */
  public function mark(array &$build, ContentEntityInterface $entity, string $field, string $view_mode): void {
    $build['#cache']['tags'] = array_unique([...$build['#cache']['tags'] ?? [], ...$entity->getCacheTags()]);
    $this->live->mark($build, new Recipe(self::KIND, [
      'type' => $entity->getEntityTypeId(),
      'id' => (string) $entity->id(),
      'langcode' => $entity->language()->getId(),
      'field' => $field,
      'mode' => $view_mode,
    ], (string) $entity->getFieldDefinition($field)?->getLabel()));
  }

  /**
   * {@inheritdoc}
   */
  public function kind(): string {
    return self::KIND;
  }

  /**
   * {@inheritdoc}
   */
  public function build(array $args, RefinableCacheableDependencyInterface $cacheability): ?array {
    ['field' => $field, 'mode' => $view_mode] = $args;
    $entity = $this->viewing->find($args, $cacheability);
    if ($entity === NULL || !$entity->hasField($field)) {
      return NULL;
    }
    $access = $entity->get($field)->access('view', NULL, TRUE);
    $cacheability->addCacheableDependency($access);
    // The whole display is built, as hooks may have their say in it, and only
    // the field of it is rendered.
    return $access->isAllowed() ? EntityViewDisplay::collectRenderDisplay($entity, $view_mode)->build($entity)[$field] ?? NULL : NULL;
  }

}
