<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Controller;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\nodejs_notify\Push\Browser;
use Drupal\nodejs_notify\Push\Device;
use Drupal\nodejs_notify\Push\Devices;
use Drupal\nodejs_notify\Push\PushKeys;
use Drupal\nodejs_notify\Push\PushServices;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Takes in and forgets browsers that want notices while the site is closed.
 */
final class DeviceController implements ContainerInjectionInterface {

  use AutowireTrait;

  /**
   * Bytes of a request; a subscription has some 500.
   */
  private const LONGEST = 4096;

  public function __construct(
    private readonly AccountProxyInterface $account,
    private readonly Devices $devices,
    private readonly PushServices $services,
    private readonly PushKeys $keys,
    private readonly Browser $browser,
  ) {}

  /**
   * Answers POST /notices/device: what PushSubscription.toJSON() gives.
   */
  public function add(Request $request): JsonResponse {
    $subscription = self::read($request);
    $device = Device::fromSubscription($subscription, (int) $this->account->id(), self::name((string) $request->headers->get('User-Agent')));
    if ($device === NULL) {
      return self::answer(['error' => ['message' => 'Expected {"endpoint": …, "keys": {"p256dh": …, "auth": …}}.']], 400);
    }
    if ($this->services->originOf($device->endpoint) === NULL) {
      return self::answer(['error' => ['message' => 'This site does not send to this push service.']], 403);
    }
    if (!$this->keys->exist()) {
      return self::answer(['error' => ['message' => 'This site has no keys for push services.']], 503);
    }
    $browser = $this->browser->current() ?? bin2hex(random_bytes(16));
    $this->devices->add($device, $browser);
    $response = self::answer(['known' => TRUE, 'name' => $device->name]);
    $response->headers->setCookie($this->browser->cookie($request, $browser));
    return $response;
  }

  /**
   * Answers POST /notices/device/state: {"endpoint": …}.
   */
  public function state(Request $request): JsonResponse {
    $endpoint = self::read($request)['endpoint'] ?? NULL;
    $browser = $this->browser->current();
    return self::answer(['known' => is_string($endpoint) && $browser !== NULL && $this->devices->knows((int) $this->account->id(), $endpoint, $browser)]);
  }

  /**
   * Answers POST /notices/device/remove: this browser gets no more.
   */
  public function remove(): JsonResponse {
    $browser = $this->browser->current();
    if ($browser !== NULL) {
      $this->devices->removeBrowser($browser);
    }
    return self::answer(['known' => FALSE]);
  }

  /**
   * The decoded body.
   *
   * @return array<array-key, mixed>
   *   Empty when it isn't as agreed.
   */
  private static function read(Request $request): array {
    $body = $request->getContent();
    $decoded = strlen($body) <= self::LONGEST ? json_decode($body, TRUE, 8) : NULL;
    return is_array($decoded) ? $decoded : [];
  }

  /**
   * What a user calls their browser.
   */
  private static function name(string $agent): string {
    $first = static function (array $names) use ($agent): ?string {
      foreach ($names as $mark => $name) {
        if (str_contains($agent, $mark)) {
          return $name;
        }
      }
      return NULL;
    };
    $browser = $first(['Edg' => 'Edge', 'OPR/' => 'Opera', 'SamsungBrowser' => 'Samsung Internet', 'Firefox' => 'Firefox', 'Chrome' => 'Chrome', 'Safari' => 'Safari']);
    $system = $first(['Android' => 'Android', 'iPhone' => 'iPhone', 'iPad' => 'iPad', 'Windows' => 'Windows', 'Mac OS' => 'Mac', 'Linux' => 'Linux']);
    return implode(', ', array_filter([$browser ?? 'Browser', $system]));
  }

  /**
   * JSON that nobody keeps.
   *
   * @param array<string, mixed> $body
   *   What to encode.
   * @param int $status
   *   The HTTP status.
   */
  private static function answer(array $body, int $status = 200): JsonResponse {
    return new JsonResponse($body, $status, ['Cache-Control' => 'no-store, private']);
  }

}
