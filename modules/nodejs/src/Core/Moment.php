<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Unix time in milliseconds' steps, as `iat` and a revocation's `at` carry it.
 *
 * A token is void when its `iat` is smaller than `at`. So `iat` is cut and `at`
 * is raised: of two events in one millisecond the token loses, and its client
 * just fetches a new one.
 */
final class Moment {

  /**
   * The last whole millisecond that isn't later than this time.
   */
  public static function notAfter(float $seconds): int|float {
    return self::seconds(floor(self::milliseconds($seconds)));
  }

  /**
   * The first whole millisecond that isn't earlier than this time.
   */
  public static function notBefore(float $seconds): int|float {
    return self::seconds(ceil(self::milliseconds($seconds)));
  }

  /**
   * Milliseconds to the microsecond: below that a double is only noise.
   */
  private static function milliseconds(float $seconds): float {
    return round($seconds * 1000, 2);
  }

  /**
   * Back to seconds; a whole second is an integer, as JSON writes it.
   */
  private static function seconds(float $milliseconds): int|float {
    $whole = (int) $milliseconds;
    return $whole % 1000 === 0 ? intdiv($whole, 1000) : $whole / 1000;
  }

}
