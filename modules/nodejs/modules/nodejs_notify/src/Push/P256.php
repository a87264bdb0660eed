<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Push;

/**
 * Keys on the curve of Web Push, as OpenSSL wants them and as they travel.
 *
 * A public key is 65 bytes (uncompressed point), a private one 32.
 */
final class P256 {

  private const PUBLIC_DER = '3059301306072a8648ce3d020106082a8648ce3d030107034200';
  private const PRIVATE_DER = '30770201010420';
  private const PRIVATE_DER_MIDDLE = 'a00a06082a8648ce3d030107a144034200';

  public const PUBLIC_BYTES = 65;
  public const PRIVATE_BYTES = 32;

  /**
   * A new pair.
   *
   * @return array{string, string}
   *   Public and private key.
   *
   * @throws \Drupal\nodejs_notify\Push\PushFailure
   *   When PHP's OpenSSL doesn't know the curve.
   */
  public static function generate(): array {
    $key = openssl_pkey_new(['curve_name' => 'prime256v1', 'private_key_type' => OPENSSL_KEYTYPE_EC]);
    $ec = $key === FALSE ? NULL : (openssl_pkey_get_details($key)['ec'] ?? NULL);
    if (!is_array($ec)) {
      throw new PushFailure('OpenSSL makes no keys on the curve P-256.');
    }
    $pad = static fn (string $number): string => str_pad($number, self::PRIVATE_BYTES, "\0", STR_PAD_LEFT);
    return ["\x04" . $pad($ec['x']) . $pad($ec['y']), $pad($ec['d'])];
  }

  /**
   * A public key for OpenSSL, which takes no point off the curve.
   *
   * @throws \Drupal\nodejs_notify\Push\PushFailure
   *   When it is no key.
   */
  public static function publicKey(string $point): \OpenSSLAsymmetricKey {
    $key = strlen($point) === self::PUBLIC_BYTES && $point[0] === "\x04"
      ? openssl_pkey_get_public(self::pem('PUBLIC KEY', hex2bin(self::PUBLIC_DER) . $point))
      : FALSE;
    return $key === FALSE ? throw new PushFailure('This is no public key on the curve P-256.') : $key;
  }

  /**
   * A private key for OpenSSL.
   *
   * @throws \Drupal\nodejs_notify\Push\PushFailure
   *   When it is no key.
   */
  public static function privateKey(string $point, #[\SensitiveParameter] string $number): \OpenSSLAsymmetricKey {
    self::publicKey($point);
    $key = strlen($number) === self::PRIVATE_BYTES
      ? openssl_pkey_get_private(self::pem('EC PRIVATE KEY', hex2bin(self::PRIVATE_DER) . $number . hex2bin(self::PRIVATE_DER_MIDDLE) . $point))
      : FALSE;
    return $key === FALSE ? throw new PushFailure('This is no private key on the curve P-256.') : $key;
  }

  /**
   * What both sides of a key exchange come to.
   *
   * @throws \Drupal\nodejs_notify\Push\PushFailure
   *   When one of the keys is none.
   */
  public static function agree(string $theirs, string $ours, #[\SensitiveParameter] string $private): string {
    $shared = openssl_pkey_derive(self::publicKey($theirs), self::privateKey($ours, $private));
    return $shared === FALSE ? throw new PushFailure('The keys come to no secret.') : str_pad($shared, self::PRIVATE_BYTES, "\0", STR_PAD_LEFT);
  }

  /**
   * A signature as JWT has it (ES256): two numbers of 32 bytes.
   *
   * @throws \Drupal\nodejs_notify\Push\PushFailure
   *   When the key is none.
   */
  public static function sign(string $text, string $public, #[\SensitiveParameter] string $private): string {
    if (!openssl_sign($text, $der, self::privateKey($public, $private), OPENSSL_ALGO_SHA256)) {
      throw new PushFailure('OpenSSL does not sign.');
    }
    // SEQUENCE, then two INTEGERs, each with its length.
    $length = ord($der[3]);
    $numbers = [substr($der, 4, $length), substr($der, 6 + $length)];
    return implode('', array_map(static fn (string $number): string => str_pad(ltrim($number, "\0"), self::PRIVATE_BYTES, "\0", STR_PAD_LEFT), $numbers));
  }

  /**
   * Wraps binary data as OpenSSL reads it.
   */
  private static function pem(string $kind, #[\SensitiveParameter] string $der): string {
    return "-----BEGIN $kind-----\n" . chunk_split(base64_encode($der), 64, "\n") . "-----END $kind-----\n";
  }

}
