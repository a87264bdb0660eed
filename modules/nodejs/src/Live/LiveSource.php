<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

use Drupal\Core\Cache\RefinableCacheableDependencyInterface;

/**
 * Builds what is live from its recipe, for the current user.
 *
 * A service without `autoconfigure: true` needs the tag `nodejs.live_source`.
 */
interface LiveSource {

  /**
   * The kind of recipes it reads, which begins with its module's name.
   */
  public function kind(): string;

  /**
   * Builds it, if the current user may see it.
   *
   * @param array<array-key, mixed> $args
   *   What is in the recipe.
   * @param \Drupal\Core\Cache\RefinableCacheableDependencyInterface $cacheability
   *   Is told what the answer depends on, above all that of NULL.
   *
   * @return array<string, mixed>|null
   *   A render array that has been given to Live::mark(); NULL when there is
   *   nothing that this user may see.
   */
  public function build(array $args, RefinableCacheableDependencyInterface $cacheability): ?array;

}
