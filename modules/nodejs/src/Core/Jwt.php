<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * JSON Web Tokens signed with HMAC-SHA256 (RFC 7519, algorithm HS256).
 */
final class Jwt {

  /**
   * Signs claims; members that are NULL are left out.
   *
   * @param array<string, mixed> $claims
   *   The claims, in the order in which they are written.
   * @param \Drupal\nodejs\Core\Key $key
   *   Its id becomes the header's `kid`.
   */
  public static function sign(array $claims, Key $key): string {
    $header = Json::encode(['alg' => 'HS256', 'typ' => 'JWT', 'kid' => $key->id]);
    $payload = Json::encode((object) array_filter($claims, static fn (mixed $claim): bool => $claim !== NULL));
    $text = Base64Url::encode($header) . '.' . Base64Url::encode($payload);
    return $text . '.' . Base64Url::encode($key->mac($text));
  }

  /**
   * Gives the claims of a token that this key signed and that is still alive.
   *
   * @param string $token
   *   The token.
   * @param \Drupal\nodejs\Core\Key $key
   *   The key it must be signed with.
   * @param float $now
   *   Unix time in seconds, against which `exp` is held.
   *
   * @return array<string, mixed>|null
   *   The claims, or NULL for a token that isn't good.
   */
  public static function verify(string $token, Key $key, float $now): ?array {
    $parts = explode('.', $token);
    if (count($parts) !== 3) {
      return NULL;
    }
    // The header is read, never obeyed: one algorithm, one key.
    $header = Json::decodeObject(Base64Url::decode($parts[0]) ?? '');
    $signature = Base64Url::decode($parts[2]);
    if ($signature === NULL || ($header['alg'] ?? NULL) !== 'HS256' || ($header['kid'] ?? NULL) !== $key->id) {
      return NULL;
    }
    if (!hash_equals($key->mac($parts[0] . '.' . $parts[1]), $signature)) {
      return NULL;
    }
    $claims = Json::decodeObject(Base64Url::decode($parts[1]) ?? '');
    $expires = $claims['exp'] ?? NULL;
    if ($expires !== NULL && (!is_numeric($expires) || $now >= (float) $expires)) {
      return NULL;
    }
    return $claims;
  }

}
