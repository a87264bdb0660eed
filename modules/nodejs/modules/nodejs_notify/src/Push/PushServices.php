<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Push;

use Drupal\Core\Config\ConfigFactoryInterface;

/**
 * Says to which addresses this site may send for a browser that asks.
 *
 * A browser names any address it likes. Those of other hosts than the push
 * services that the settings list are refused, when they are brought and again
 * when they are used.
 */
final class PushServices {

  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
  ) {}

  /**
   * The origin of an address of a known push service; NULL: it is none.
   */
  public function originOf(string $endpoint): ?string {
    // As narrow as can be, so that nobody else reads it otherwise.
    if (strlen($endpoint) > 2048 || preg_match('#^https://([a-z0-9.-]+)(?::(\d{1,5}))?/[\x21-\x5b\x5d-\x7e]*$#D', $endpoint, $found) !== 1) {
      return NULL;
    }
    $port = isset($found[2]) && $found[2] !== '443' ? ':' . $found[2] : '';
    foreach ((array) $this->configFactory->get('nodejs_notify.settings')->get('push_services') as $service) {
      if (self::matches($found[1] . $port, (string) $service)) {
        return 'https://' . $found[1] . $port;
      }
    }
    return NULL;
  }

  /**
   * Whether a host is that of a push service.
   */
  private static function matches(string $host, string $service): bool {
    return str_starts_with($service, '*.')
      ? str_ends_with($host, substr($service, 1)) && strlen($host) >= strlen($service)
      : $host === $service;
  }

}
