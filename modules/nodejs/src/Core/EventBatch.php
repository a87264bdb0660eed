<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * What the push server tells of, many events in one request.
 */
final class EventBatch {

  /**
   * Most events in one request.
   */
  public const LIMIT = 1000;

  /**
   * Keeps the events.
   *
   * @param string $id
   *   Names the same batch when it is sent again.
   * @param string $server
   *   Names the server's process: with another one everybody is gone.
   * @param int $lost
   *   How many events the server had to forget before these.
   * @param list<array<string, mixed>> $events
   *   Their members; each has a `type`.
   */
  private function __construct(
    public readonly string $id,
    public readonly string $server,
    public readonly int $lost,
    public readonly array $events,
  ) {}

  /**
   * Reads a request's body; NULL unless it is as agreed.
   */
  public static function read(string $body): ?self {
    $members = Json::decodeObject($body);
    $id = $members['id'] ?? NULL;
    $events = $members['events'] ?? NULL;
    if (!is_string($id) || $id === '' || strlen($id) > 128 || !is_array($events) || !array_is_list($events) || count($events) > self::LIMIT) {
      return NULL;
    }
    $read = [];
    foreach ($events as $event) {
      if (!is_array($event) || !is_string($event['type'] ?? NULL) || $event['type'] === '') {
        return NULL;
      }
      $named = [];
      foreach ($event as $name => $member) {
        $named[(string) $name] = $member;
      }
      $read[] = $named;
    }
    $server = $members['server'] ?? NULL;
    $lost = $members['lost'] ?? NULL;
    return new self($id, is_string($server) ? $server : '', is_int($lost) ? max(0, $lost) : 0, $read);
  }

}
