<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Push;

use Drupal\nodejs\Core\Base64Url;

/**
 * A browser that gets notices while the site is closed.
 */
final class Device {

  /**
   * Keeps the values.
   *
   * @param int $id
   *   Its number; 0 before it is kept.
   * @param int $uid
   *   Who uses it.
   * @param string $name
   *   What the user sees.
   * @param string $endpoint
   *   Its address at the push service.
   * @param string $p256dh
   *   Its public key, 65 bytes.
   * @param string $auth
   *   Its secret, 16 bytes.
   */
  public function __construct(
    public readonly int $id,
    public readonly int $uid,
    public readonly string $name,
    public readonly string $endpoint,
    public readonly string $p256dh,
    #[\SensitiveParameter]
    public readonly string $auth,
  ) {}

  /**
   * Reads what a browser's PushSubscription says of itself.
   *
   * @param mixed $subscription
   *   Decoded: endpoint, and keys with p256dh and auth.
   * @param int $uid
   *   Who uses it.
   * @param string $name
   *   What the user sees.
   *
   * @return self|null
   *   The device; NULL when it isn't as agreed.
   */
  public static function fromSubscription(mixed $subscription, int $uid, string $name): ?self {
    $endpoint = is_array($subscription) ? $subscription['endpoint'] ?? NULL : NULL;
    $keys = is_array($subscription) ? $subscription['keys'] ?? NULL : NULL;
    if (!is_string($endpoint) || !is_array($keys) || !is_string($keys['p256dh'] ?? NULL) || !is_string($keys['auth'] ?? NULL)) {
      return NULL;
    }
    $p256dh = Base64Url::decode(rtrim($keys['p256dh'], '=')) ?? '';
    $auth = Base64Url::decode(rtrim($keys['auth'], '=')) ?? '';
    try {
      P256::publicKey($p256dh);
    }
    catch (PushFailure) {
      return NULL;
    }
    return strlen($auth) === Encryption::AUTH_BYTES ? new self(0, $uid, $name, $endpoint, $p256dh, $auth) : NULL;
  }

}
