<?php

declare(strict_types=1);

namespace Drupal\nodejs_entity;

use Drupal\Core\Entity\ContentEntityInterface;

/**
 * Keeps the comments below an entity as they are now, but not the form there.
 *
 * Which of them somebody may see is decided where they are loaded.
 */
final class LiveComments extends FieldSource {

  public const KIND = 'nodejs_entity.comments';

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
    // There may be no comment yet.
    $comments['#cache']['contexts'] = array_unique([...$comments['#cache']['contexts'] ?? [], 'user.permissions', 'url.query_args.pagers:' . $pager]);
    $this->markPiece($comments, $entity, $field, $view_mode);
  }

  /**
   * {@inheritdoc}
   */
  protected function piece(array $build): ?array {
    return $build[0]['comments'] ?? NULL;
  }

}
