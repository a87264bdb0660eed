<?php

declare(strict_types=1);

namespace Drupal\nodejs_entity;

use Drupal\Core\Cache\RefinableCacheableDependencyInterface;
use Drupal\Core\Entity\ContentEntityInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\nodejs\Live\Live;
use Drupal\nodejs\Live\LiveSource;
use Drupal\nodejs\Live\Recipe;

/**
 * Keeps rendered entities as they are now.
 *
 * For code: `$build = $view_builder->view($node, 'teaser')`, then mark($build).
 */
final class LiveEntities implements LiveSource {

  public const KIND = 'nodejs_entity.entity';

  public function __construct(
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly Viewing $viewing,
    private readonly Live $live,
  ) {}

  /**
   * Makes what a view builder's view() returned live.
   *
   * @param array<string, mixed> $build
   *   The render array.
   */
  public function mark(array &$build): void {
    $entity = $build['#' . ($build['#entity_type'] ?? '')] ?? NULL;
    foreach ($build as $property) {
      $entity ??= $property instanceof ContentEntityInterface ? $property : NULL;
    }
    if (!$entity instanceof ContentEntityInterface || isset($build['#nodejs_live'])) {
      return;
    }
    if (isset($build['#cache']['keys'])) {
      // The same entity may stand elsewhere without being live.
      $build['#cache']['keys'][] = 'nodejs_live';
    }
    $this->markAs($build, $entity, (string) $build['#view_mode'], TRUE);
  }

  /**
   * Makes an entity's render array live, whose cache keys are its own.
   *
   * @param array<string, mixed> $build
   *   The render array.
   * @param \Drupal\Core\Entity\ContentEntityInterface $entity
   *   The entity.
   * @param string $view_mode
   *   How it is shown.
   * @param bool $isMarked
   *   Whether code marked it, and not the settings of its display.
   */
  public function markAs(array &$build, ContentEntityInterface $entity, string $view_mode, bool $isMarked = FALSE): void {
    $this->live->mark($build, new Recipe(self::KIND, $this->viewing->args($entity, $build) + [
      'mode' => $view_mode,
    ] + ($isMarked ? ['marked' => TRUE] : []), (string) $entity->getEntityType()->getSingularLabel()));
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
    $entity = $this->viewing->find($args, $cacheability);
    if ($entity === NULL) {
      return NULL;
    }
    $build = $this->entityTypeManager->getViewBuilder($args['type'])->view($entity, $args['mode'], $entity->language()->getId());
    if (isset($args['marked'])) {
      $this->mark($build);
    }
    return $build;
  }

}
