<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Push;

use Drupal\nodejs\Core\Base64Url;

/**
 * The pair by which push services know this site (RFC 8292).
 */
final class VapidKeys {

  /**
   * Seconds for which one signature is good.
   */
  private const LIFE = 43_200;

  /**
   * Keeps the pair.
   *
   * @param string $public
   *   65 bytes.
   * @param string $private
   *   32 bytes.
   *
   * @throws \Drupal\nodejs_notify\Push\PushFailure
   *   When they are no pair.
   */
  public function __construct(
    private readonly string $public,
    #[\SensitiveParameter]
    private readonly string $private,
  ) {
    $signature = P256::sign('pair', $public, $private);
    [$r, $s] = array_map(static fn (string $number): string => self::integer($number), str_split($signature, 32));
    if (openssl_verify('pair', "\x30" . chr(strlen($r . $s)) . $r . $s, P256::publicKey($public), OPENSSL_ALGO_SHA256) !== 1) {
      throw new PushFailure('The public and the private key are no pair.');
    }
  }

  /**
   * Reads keys as they stand in settings.
   *
   * @throws \Drupal\nodejs_notify\Push\PushFailure
   *   When they are no pair.
   */
  public static function fromText(string $public, #[\SensitiveParameter] string $private): self {
    return new self(Base64Url::decode($public) ?? '', Base64Url::decode($private) ?? '');
  }

  /**
   * The public key as browsers want it.
   */
  public function publicText(): string {
    return Base64Url::encode($this->public);
  }

  /**
   * What a push service is shown.
   *
   * @param string $origin
   *   The push service's origin: the signature is good there only.
   * @param string $contact
   *   Where its owners reach the owner of this site.
   * @param int $now
   *   Unix time.
   *
   * @return string
   *   The header Authorization.
   */
  public function authorization(string $origin, string $contact, int $now): string {
    $part = static fn (array $claims): string => Base64Url::encode((string) json_encode($claims, JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR));
    $token = $part(['typ' => 'JWT', 'alg' => 'ES256']) . '.' . $part(['aud' => $origin, 'exp' => $now + self::LIFE, 'sub' => $contact]);
    return 'vapid t=' . $token . '.' . Base64Url::encode(P256::sign($token, $this->public, $this->private)) . ', k=' . $this->publicText();
  }

  /**
   * A number as OpenSSL has it in a signature.
   */
  private static function integer(string $bytes): string {
    $bytes = ltrim($bytes, "\0");
    $bytes = $bytes === '' || ord($bytes[0]) > 127 ? "\0" . $bytes : $bytes;
    return "\x02" . chr(strlen($bytes)) . $bytes;
  }

}
