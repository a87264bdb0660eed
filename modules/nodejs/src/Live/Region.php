<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

/**
 * A piece of pages that is the same for all of an audience.
 */
final class Region {

  /**
   * Describes it.
   *
   * @param string $id
   *   Names it and discloses nothing: a hash with a secret of the site.
   * @param \Drupal\nodejs\Live\Recipe $recipe
   *   How it is built.
   * @param \Drupal\nodejs\Live\Surroundings $surroundings
   *   Where it was seen.
   * @param bool $isShared
   *   Whether one rendering is right for all who listen; if not, each of them
   *   is told to fetch their own.
   * @param string $assets
   *   Names the scripts and styles that it needs.
   */
  public function __construct(
    public readonly string $id,
    public readonly Recipe $recipe,
    public readonly Surroundings $surroundings,
    public readonly bool $isShared,
    public readonly string $assets,
  ) {}

  /**
   * The channel in which its changes are published.
   */
  public function channel(): string {
    return self::channelOf($this->id);
  }

  /**
   * The channel of a region by its id.
   */
  public static function channelOf(string $id): string {
    return 'entity:live-' . $id;
  }

}
