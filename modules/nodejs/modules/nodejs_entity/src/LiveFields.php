<?php

declare(strict_types=1);

namespace Drupal\nodejs_entity;

use Drupal\Core\Entity\ContentEntityInterface;

/**
 * Keeps single fields of rendered entities as they are now.
 */
final class LiveFields extends FieldSource {

  public const KIND = 'nodejs_entity.field';

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
    $this->markPiece($build, $entity, $field, $view_mode);
  }

  /**
   * {@inheritdoc}
   */
  protected function piece(array $build): ?array {
    return $build === [] ? NULL : $build;
  }

}
