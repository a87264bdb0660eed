<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Push;

use Drupal\Core\KeyValueStore\KeyValueFactoryInterface;
use Drupal\Core\Site\Settings;
use Drupal\nodejs\Core\Base64Url;

/**
 * The site's own keys for Web Push, never in exported configuration.
 *
 * The site makes a pair when it first needs one and keeps it in the database,
 * as it does with its other private key. A pair in settings.php wins, and when
 * that is wrong there is none.
 */
final class PushKeys {

  private const NAME = 'vapid';

  /**
   * The pair, once read.
   */
  private ?VapidKeys $pair = NULL;

  /**
   * Wires it.
   *
   * @param \Drupal\Core\KeyValueStore\KeyValueFactoryInterface $keyValue
   *   Keeps the pair.
   * @param object|null $keys
   *   The Key module's repository, where it is installed.
   */
  public function __construct(
    private readonly KeyValueFactoryInterface $keyValue,
    private readonly ?object $keys = NULL,
  ) {}

  /**
   * The pair.
   *
   * @throws \Drupal\nodejs_notify\Push\PushFailure
   *   When there is none; then no device can be reached.
   */
  public function pair(): VapidKeys {
    return $this->pair ??= $this->read();
  }

  /**
   * Whether devices can be reached.
   */
  public function exist(): bool {
    try {
      $this->pair();
      return TRUE;
    }
    catch (PushFailure) {
      return FALSE;
    }
  }

  /**
   * Reads the pair.
   */
  private function read(): VapidKeys {
    if (!extension_loaded('openssl')) {
      throw new PushFailure("PHP's extension openssl is missing.");
    }
    $values = ((array) Settings::get('nodejs_notify', []))[self::NAME] ?? NULL;
    if ($values === NULL) {
      return VapidKeys::fromText(...$this->kept());
    }
    $private = is_array($values) ? $values['private'] ?? NULL : NULL;
    if (is_array($private)) {
      $private = $this->keys?->getKey($private['key'] ?? '')?->getKeyValue();
    }
    if (!is_string($private) || !is_string($values['public'] ?? NULL)) {
      throw new PushFailure("\$settings['nodejs_notify']['vapid'] needs the texts public and private.");
    }
    return VapidKeys::fromText($values['public'], $private);
  }

  /**
   * The pair in the database, made now if need be.
   *
   * @return array{string, string}
   *   Public and private key as text.
   */
  private function kept(): array {
    $store = $this->keyValue->get('nodejs_notify');
    if (!$store->has(self::NAME)) {
      // Of two requests one wins.
      $store->setIfNotExists(self::NAME, array_map(Base64Url::encode(...), P256::generate()));
    }
    return $store->get(self::NAME);
  }

}
