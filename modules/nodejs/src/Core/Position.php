<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Where a publication stands in its channel; 0 and "" without history.
 */
final class Position {

  public function __construct(
    public readonly int $offset,
    public readonly string $epoch,
  ) {}

}
