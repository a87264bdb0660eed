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
 * Builds something of one field of an entity, for who may see both.
 */
abstract class FieldSource implements LiveSource {

  /**
   * Names the source in recipes.
   */
  public const KIND = '';

  public function __construct(
    private readonly Viewing $viewing,
    private readonly Live $live,
  ) {}

  /**
   * Makes a piece of the field's render array live.
   *
   * @param array<int|string, mixed> $piece
   *   The piece.
   * @param \Drupal\Core\Entity\ContentEntityInterface $entity
   *   The entity.
   * @param string $field
   *   The field's name.
   * @param string $view_mode
   *   How the entity is shown.
   */
  final protected function markPiece(array &$piece, ContentEntityInterface $entity, string $field, string $view_mode): void {
    // Of an empty field nothing else says whose it is.
    $piece['#cache']['tags'] = array_unique([...$piece['#cache']['tags'] ?? [], ...$entity->getCacheTags()]);
    $this->live->mark($piece, new Recipe(static::KIND, $this->viewing->args($entity, $piece) + [
      'field' => $field,
      'mode' => $view_mode,
    ], (string) $entity->getFieldDefinition($field)?->getLabel()));
  }

  /**
   * The piece of a field's render array that is live.
   *
   * @param array<int|string, mixed> $build
   *   The field's render array.
   *
   * @return array<int|string, mixed>|null
   *   The piece; NULL when there is none.
   */
  abstract protected function piece(array $build): ?array;

  /**
   * {@inheritdoc}
   */
  final public function kind(): string {
    return static::KIND;
  }

  /**
   * {@inheritdoc}
   */
  final public function build(array $args, RefinableCacheableDependencyInterface $cacheability): ?array {
    ['field' => $field, 'mode' => $view_mode] = $args;
    $entity = $this->viewing->find($args, $cacheability);
    if ($entity === NULL || !$entity->hasField($field)) {
      return NULL;
    }
    $access = $entity->get($field)->access('view', NULL, TRUE);
    $cacheability->addCacheableDependency($access);
    // The whole display is built, as hooks may have their say in it, and only
    // the piece is rendered.
    return $access->isAllowed() ? $this->piece(EntityViewDisplay::collectRenderDisplay($entity, $view_mode)->build($entity)[$field] ?? []) : NULL;
  }

}
