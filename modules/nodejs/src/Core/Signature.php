<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * The header X-Nodejs-Signature on requests of the push server to Drupal.
 *
 * Format: `k=ID,t=UNIX,v=HEX`, where HEX is the HMAC-SHA256 of time, method,
 * path with query, and body, joined by dots.
 */
final class Signature {

  public const HEADER = 'X-Nodejs-Signature';

  /**
   * Seconds by which both clocks may differ.
   */
  public const TOLERANCE = 60;

  /**
   * Writes the header's value.
   */
  public static function sign(Key $key, int $time, string $method, string $path, string $body): string {
    return sprintf('k=%s,t=%d,v=%s', $key->id, $time, self::mac($key, $time, $method, $path, $body));
  }

  /**
   * Tells whether the header belongs to this very request.
   */
  public static function verify(string $header, Key $key, int $now, string $method, string $path, string $body): bool {
    if (preg_match('/^k=([^,]+),t=(\d{1,12}),v=([0-9a-f]{64})$/D', $header, $match) !== 1) {
      return FALSE;
    }
    $time = (int) $match[2];
    return $match[1] === $key->id
      && abs($now - $time) <= self::TOLERANCE
      && hash_equals(self::mac($key, $time, $method, $path, $body), $match[3]);
  }

  /**
   * The HMAC over all that the signature protects.
   */
  private static function mac(Key $key, int $time, string $method, string $path, string $body): string {
    return bin2hex($key->mac($time . '.' . $method . '.' . $path . '.' . $body));
  }

}
