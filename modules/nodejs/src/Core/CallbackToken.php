<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * A token that only its issuer can read: the server asks back who it is.
 *
 * The classic flow. Two parts, so it can't be taken for a JWT, which the server
 * would check by itself.
 */
final class CallbackToken {

  /**
   * Describes the token.
   *
   * @param string $uid
   *   User id; "0" for an anonymous visitor.
   * @param string|null $sid
   *   The session it was issued to (see SessionId), if there is one.
   * @param int $expiresAt
   *   Unix time of its end.
   */
  public function __construct(
    public readonly string $uid,
    public readonly ?string $sid,
    public readonly int $expiresAt,
  ) {}

  /**
   * Writes it as a signed token.
   */
  public function sign(#[\SensitiveParameter] string $callbackKey): string {
    $claims = Base64Url::encode(Json::encode(['uid' => $this->uid, 'sid' => $this->sid, 'exp' => $this->expiresAt]));
    return $claims . '.' . Base64Url::encode(hash_hmac('sha256', $claims, $callbackKey, TRUE));
  }

  /**
   * Reads a token back; NULL unless this key signed it and it is still alive.
   */
  public static function verify(string $token, #[\SensitiveParameter] string $callbackKey, float $now): ?self {
    $parts = explode('.', $token);
    if (count($parts) !== 2 || $callbackKey === '') {
      return NULL;
    }
    $signature = Base64Url::decode($parts[1]);
    if ($signature === NULL || !hash_equals(hash_hmac('sha256', $parts[0], $callbackKey, TRUE), $signature)) {
      return NULL;
    }
    $claims = Json::decodeObject(Base64Url::decode($parts[0]) ?? '');
    $uid = $claims['uid'] ?? NULL;
    $sid = $claims['sid'] ?? NULL;
    $expires = $claims['exp'] ?? NULL;
    if (!is_string($uid) || !is_int($expires) || $now >= $expires || ($sid !== NULL && !is_string($sid))) {
      return NULL;
    }
    return new self($uid, $sid, $expires);
  }

}
