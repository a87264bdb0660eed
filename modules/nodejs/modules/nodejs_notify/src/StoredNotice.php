<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify;

/**
 * A notice in somebody's inbox.
 */
final class StoredNotice {

  /**
   * Reads a row.
   *
   * @param \stdClass $row
   *   Of the table nodejs_notify_notice.
   */
  public static function fromRow(\stdClass $row): self {
    return new self(
      (int) $row->id,
      (int) $row->uid,
      $row->subject,
      $row->body,
      Severity::tryFrom($row->severity) ?? Severity::Status,
      $row->category,
      $row->link,
      $row->format,
      $row->entity_type === NULL ? NULL : [$row->entity_type, $row->entity_id],
      $row->source,
      (int) $row->created,
      $row->seen !== NULL,
    );
  }

  /**
   * Keeps the values.
   *
   * @param int $id
   *   Its number.
   * @param int $uid
   *   Whose it is.
   * @param string $subject
   *   Plain text.
   * @param string $body
   *   Text of the format.
   * @param \Drupal\nodejs_notify\Severity $severity
   *   How much it matters.
   * @param string $category
   *   What kind it is.
   * @param string|null $link
   *   Where it leads.
   * @param string|null $format
   *   A text format; NULL: plain text.
   * @param array{string, string}|null $entity
   *   Type and id of what it speaks of.
   * @param string|null $source
   *   Names what is told.
   * @param int $created
   *   Unix time.
   * @param bool $isRead
   *   Whether it was read.
   */
  private function __construct(
    public readonly int $id,
    public readonly int $uid,
    public readonly string $subject,
    public readonly string $body,
    public readonly Severity $severity,
    public readonly string $category,
    public readonly ?string $link,
    public readonly ?string $format,
    public readonly ?array $entity,
    public readonly ?string $source,
    public readonly int $created,
    public readonly bool $isRead,
  ) {}

}
