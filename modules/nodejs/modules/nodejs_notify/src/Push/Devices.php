<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Push;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\Database\Connection;
use Drupal\nodejs\Core\Base64Url;

/**
 * Keeps the devices of users, until a log-out or their push service ends them.
 */
final class Devices {

  private const TABLE = 'nodejs_notify_device';

  /**
   * Devices that a user has at most; the oldest goes.
   */
  public const LIMIT = 10;

  public function __construct(
    private readonly Connection $connection,
    private readonly TimeInterface $time,
  ) {}

  /**
   * Keeps a device, which is nobody else's from now on.
   *
   * @param \Drupal\nodejs_notify\Push\Device $device
   *   The device.
   * @param string $browser
   *   The browser's cookie.
   */
  public function add(Device $device, string $browser): void {
    // One browser, one address: an older one of it is void.
    $this->removeBrowser($browser);
    $this->connection->merge(self::TABLE)->key('endpoint_hash', self::hash($device->endpoint))->fields([
      'uid' => $device->uid,
      'browser' => self::hash($browser),
      'name' => mb_substr($device->name, 0, 128),
      'endpoint' => $device->endpoint,
      'p256dh' => Base64Url::encode($device->p256dh),
      'auth' => Base64Url::encode($device->auth),
      'created' => $this->time->getCurrentTime(),
    ])->execute();
    foreach (array_slice($this->of($device->uid), self::LIMIT) as $old) {
      $this->remove($device->uid, $old->id);
    }
  }

  /**
   * A device; NULL: it is gone.
   */
  public function load(int $id): ?Device {
    $row = $this->connection->select(self::TABLE, 'd')->fields('d')->condition('id', $id)->execute()?->fetchObject();
    return $row instanceof \stdClass ? self::fromRow($row) : NULL;
  }

  /**
   * A user's devices, the newest first.
   *
   * @return list<\Drupal\nodejs_notify\Push\Device>
   *   At most LIMIT of them, but while one is added.
   */
  public function of(int $uid): array {
    $rows = $this->connection->select(self::TABLE, 'd')->fields('d')->condition('uid', $uid)->orderBy('created', 'DESC')->orderBy('id', 'DESC')->execute()?->fetchAll() ?? [];
    return array_map(self::fromRow(...), $rows);
  }

  /**
   * Whether an address is that of a device of this user in this browser.
   */
  public function knows(int $uid, string $endpoint, string $browser): bool {
    return $this->connection->select(self::TABLE, 'd')->fields('d', ['id'])->condition('uid', $uid)->condition('endpoint_hash', self::hash($endpoint))->condition('browser', self::hash($browser))->execute()?->fetchField() !== FALSE;
  }

  /**
   * How many devices there are.
   */
  public function count(): int {
    return (int) $this->connection->select(self::TABLE, 'd')->countQuery()->execute()?->fetchField();
  }

  /**
   * Removes a device of a user.
   */
  public function remove(int $uid, int $id): void {
    $this->connection->delete(self::TABLE)->condition('uid', $uid)->condition('id', $id)->execute();
  }

  /**
   * Removes what was kept for a browser.
   *
   * @param string $browser
   *   Its cookie.
   * @param int|null $except
   *   A user whose device stays.
   */
  public function removeBrowser(string $browser, ?int $except = NULL): void {
    $delete = $this->connection->delete(self::TABLE)->condition('browser', self::hash($browser));
    if ($except !== NULL) {
      $delete->condition('uid', $except, '<>');
    }
    $delete->execute();
  }

  /**
   * Removes a user's devices.
   *
   * @param int $uid
   *   The user.
   * @param string|null $except
   *   The cookie of a browser that stays.
   */
  public function removeUser(int $uid, ?string $except = NULL): void {
    $delete = $this->connection->delete(self::TABLE)->condition('uid', $uid);
    if ($except !== NULL) {
      $delete->condition('browser', self::hash($except), '<>');
    }
    $delete->execute();
  }

  /**
   * Reads a row.
   */
  private static function fromRow(\stdClass $row): Device {
    return new Device((int) $row->id, (int) $row->uid, $row->name, $row->endpoint, Base64Url::decode($row->p256dh) ?? '', Base64Url::decode($row->auth) ?? '');
  }

  /**
   * What is kept of a text that is only compared.
   */
  private static function hash(#[\SensitiveParameter] string $text): string {
    return hash('sha256', $text);
  }

}
