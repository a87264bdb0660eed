<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\node\NodeInterface;

/**
 * Loads nodes by id.
 */
final class NodeRepository {

  public function __construct(
    private readonly EntityTypeManagerInterface $entityTypes,
  ) {}

  /**
   * The node with this id.
   */
  public function load(int $nid): ?NodeInterface {
    $node = $this->entityTypes->getStorage('node')->load($nid);
    return $node instanceof NodeInterface ? $node : NULL;
  }

}
