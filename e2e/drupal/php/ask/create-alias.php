<?php

/**
 * @file
 * Gives a path an alias.
 */

declare(strict_types=1);

use Drupal\path_alias\Entity\PathAlias;

return static function (string $path, string $alias): bool {
  PathAlias::create(['path' => $path, 'alias' => $alias])->save();
  return TRUE;
};
