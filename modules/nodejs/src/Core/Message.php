<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * A message of the classic API: named fields, and any others the code adds.
 *
 * Subscribers get all its fields; only those that were set exist, for a browser
 * runs every callback when `callback` is absent.
 */
final class Message {

  /**
   * Every connection may subscribe to it; a broadcast goes there.
   */
  public const BROADCAST = 'nodejs_broadcast';

  /**
   * Keeps the fields.
   *
   * @param array<string, mixed> $fields
   *   By name: channel, broadcast, data, callback, commands, clientSocketId…
   */
  private function __construct(
    private readonly array $fields,
  ) {}

  /**
   * Takes the fields of a classic message object as they are now.
   */
  public static function fromObject(\stdClass $object): self {
    $fields = [];
    foreach (get_object_vars($object) as $name => $value) {
      // Objects inside could change before the request ends.
      $fields[(string) $name] = self::snapshot($value);
    }
    return new self($fields + ['broadcast' => FALSE]);
  }

  /**
   * The publication that carries the message.
   *
   * @param string|null $prefix
   *   Namespace put before the channel's name, e.g. "content".
   *
   * @throws \InvalidArgumentException
   *   When it names neither a channel nor a broadcast.
   */
  public function publication(?string $prefix = NULL): Publication {
    $channel = $prefix === NULL ? $this->target() : $prefix . ':' . $this->channel();
    $origin = $this->fields['clientSocketId'] ?? NULL;
    return new Publication($channel, (object) $this->fields, is_string($origin) && $origin !== '' ? $origin : NULL);
  }

  /**
   * The channel it goes to.
   */
  private function target(): string {
    return (bool) $this->fields['broadcast'] ? self::BROADCAST : self::rename($this->channel());
  }

  /**
   * The channel it names.
   */
  private function channel(): string {
    $channel = $this->fields['channel'] ?? NULL;
    if (!is_string($channel) || $channel === '') {
      throw new \InvalidArgumentException('A message needs a channel, or broadcast set to TRUE.');
    }
    return $channel;
  }

  /**
   * Today's name of a channel: the classic nodejs_user_7 is user:7.
   */
  public static function rename(string $channel): string {
    return preg_replace('/^nodejs_user_(\d+)$/D', 'user:$1', $channel) ?? $channel;
  }

  /**
   * A copy that later changes to the original don't reach.
   */
  private static function snapshot(mixed $value): mixed {
    if ($value instanceof \stdClass) {
      return (object) array_map(self::snapshot(...), get_object_vars($value));
    }
    if (is_array($value)) {
      return array_map(self::snapshot(...), $value);
    }
    return $value;
  }

}
