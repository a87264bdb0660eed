<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Push;

/**
 * Encrypts a message for one device, so that no push service reads it.
 *
 * RFC 8291 (aes128gcm for Web Push) in one record of RFC 8188.
 */
final class Encryption {

  /**
   * Bytes of the secret that a device shares with whoever writes to it.
   */
  public const AUTH_BYTES = 16;

  /**
   * Bytes that a push service takes at least: RFC 8030, less what is added.
   */
  public const LIMIT = 3993;

  private const RECORD = 4096;
  private const TAG_BYTES = 16;

  /**
   * Encrypts.
   *
   * @param string $text
   *   What the device gets, at most LIMIT bytes.
   * @param string $devicePublic
   *   The device's public key.
   * @param string $auth
   *   The device's secret.
   *
   * @return string
   *   The body of the request.
   *
   * @throws \Drupal\nodejs_notify\Push\PushFailure
   *   When the text is too long, or the device's keys are none.
   */
  public static function encrypt(string $text, string $devicePublic, #[\SensitiveParameter] string $auth): string {
    return self::encryptWith($text, $devicePublic, $auth, P256::generate(), random_bytes(16));
  }

  /**
   * Encrypts with a pair and a salt that were chosen, for RFC 8291's example.
   *
   * @param string $text
   *   What the device gets.
   * @param string $devicePublic
   *   The device's public key.
   * @param string $auth
   *   The device's secret.
   * @param array{string, string} $pair
   *   Public and private key, never used twice.
   * @param string $salt
   *   16 bytes, never used twice.
   */
  public static function encryptWith(string $text, string $devicePublic, #[\SensitiveParameter] string $auth, #[\SensitiveParameter] array $pair, string $salt): string {
    if (strlen($text) > self::LIMIT || strlen($auth) !== self::AUTH_BYTES) {
      throw new PushFailure('The text is too long, or the secret is none.');
    }
    [$public, $private] = $pair;
    $shared = P256::agree($devicePublic, $public, $private);
    $secret = hash_hkdf('sha256', $shared, 32, "WebPush: info\0" . $devicePublic . $public, $auth);
    $key = hash_hkdf('sha256', $secret, 16, "Content-Encoding: aes128gcm\0", $salt);
    $nonce = hash_hkdf('sha256', $secret, 12, "Content-Encoding: nonce\0", $salt);
    // 2 marks the last record.
    $sealed = openssl_encrypt($text . "\x02", 'aes-128-gcm', $key, OPENSSL_RAW_DATA, $nonce, $tag, '', self::TAG_BYTES);
    if ($sealed === FALSE) {
      throw new PushFailure('OpenSSL does not encrypt.');
    }
    return $salt . pack('N', self::RECORD) . chr(P256::PUBLIC_BYTES) . $public . $sealed . $tag;
  }

}
