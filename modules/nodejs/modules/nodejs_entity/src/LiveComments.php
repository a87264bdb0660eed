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
 * Keeps the comments below an entity as they are now, but not the form there.
 */
final class LiveComments implements LiveSource {

  public const KIND = 'nodejs_entity.comments';

  public function __construct(
    private readonly Viewing $viewing,
    private readonly Live $live,
  ) {}

  /**
   * Makes the comments of a comment field's render array live.
   *
   * @param array<int|string, mixed> $build
   *   The field's render array.
   * @param \Drupal\Core\Entity\ContentEntityInterface $entity
   *   The entity.
   * @param string $field
   *   The field's name.
   * @param string $view_mode
   *   How the entity is shown.
   * @param int $pager
   *   The number of the pager on the page.
   */
  public function mark(array &$build, ContentEntityInterface $entity, string $field, string $view_mode, int $pager): void {
    if (!isset($build[0]['comments'])) {
      return;
    }
    $comments = &$build[0]['comments'];
    // Whoever comments changes the entity; there may be no comment yet.
    $comments['#cache']['tags'] = array_unique([...$comments['#cache']['tags'] ?? [], ...$entity->getCacheTags()]);
    $comments['#cache']['contexts'] = array_unique([...$comments['#cache']['contexts'] ?? [], 'user.permissions', 'url.query_args.pagers:' . $pager]);
    $this->live->mark($comments, new Recipe(self::KIND, [
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
    // Which comments somebody may see is decided where they are loaded.
    return $access->isAllowed() ? EntityViewDisplay::collectRenderDisplay($entity, $view_mode)->build($entity)[$field][0]['comments'] ?? NULL : NULL;
  }

}
