<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * The name of a Drupal session in tokens and revocations (`sid`).
 *
 * One hash away from what Drupal's table holds, which is itself one hash away
 * from the cookie: who reads a token can neither find the row nor the cookie.
 * Node computes the same from the row (packages/drupal).
 */
final class SessionId {

  /**
   * From the cookie's value.
   */
  public static function fromCookie(#[\SensitiveParameter] string $cookie): string {
    return self::fromStored(Base64Url::encode(hash('sha256', $cookie, TRUE)));
  }

  /**
   * From `sessions.sid` as Drupal stores it.
   */
  public static function fromStored(string $stored): string {
    return Base64Url::encode(hash('sha256', 'nodejs-sid:' . $stored, TRUE));
  }

}
