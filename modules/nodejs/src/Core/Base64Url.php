<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Base64 for URLs and tokens, without padding (RFC 4648 §5).
 */
final class Base64Url {

  /**
   * Encodes bytes.
   */
  public static function encode(string $bytes): string {
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
  }

  /**
   * Decodes; NULL for anything that encode() can't have written.
   */
  public static function decode(string $text): ?string {
    $bytes = base64_decode(strtr($text, '-_', '+/'), TRUE);
    // Only one spelling of each value passes, so a token can't be varied
    // without breaking it.
    return $bytes !== FALSE && self::encode($bytes) === $text ? $bytes : NULL;
  }

}
