<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify;

/**
 * An announcement: what is told to many, and when.
 */
final class Broadcast {

  public const WAITING = 'waiting';
  public const SENDING = 'sending';
  public const SENT = 'sent';

  /**
   * Keeps the values.
   *
   * @param int $id
   *   Its number.
   * @param \Drupal\nodejs_notify\Notice $notice
   *   What is told.
   * @param string $audience
   *   "everyone", "roles", "users" or "channel".
   * @param list<string> $targets
   *   Ids of roles or users, or the channel.
   * @param int $sendAt
   *   Unix time.
   * @param string $state
   *   One of the constants.
   * @param int $told
   *   In how many inboxes it is.
   */
  public function __construct(
    public readonly int $id,
    public readonly Notice $notice,
    public readonly string $audience,
    public readonly array $targets,
    public readonly int $sendAt,
    public readonly string $state,
    public readonly int $told,
  ) {}

  /**
   * Names the announcement in inboxes and on pages.
   */
  public static function source(int $id): string {
    return 'broadcast:' . $id;
  }

  /**
   * Reads a row.
   *
   * @param \stdClass $row
   *   Of the table nodejs_notify_broadcast.
   */
  public static function fromRow(\stdClass $row): self {
    $notice = new Notice(
      $row->subject,
      $row->body,
      Severity::tryFrom($row->severity) ?? Severity::Status,
      'broadcast',
      $row->link,
      $row->format,
      source: self::source((int) $row->id),
    );
    $targets = array_values(array_map(strval(...), (array) json_decode($row->targets, TRUE)));
    return new self((int) $row->id, $notice, $row->audience, $targets, (int) $row->send_at, $row->state, (int) $row->told);
  }

}
