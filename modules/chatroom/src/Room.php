<?php

declare(strict_types=1);

namespace Drupal\chatroom;

/**
 * A room as its row has it.
 */
final class Room {

  /**
   * Names a room in channels and addresses.
   */
  public const NAME = '[a-z0-9][a-z0-9_.-]{0,63}';

  /**
   * The tag of what is rendered of any room.
   */
  public const ANY = 'chatroom';

  public function __construct(
    public readonly int $rid,
    public readonly string $name,
    public readonly string $title,
    public readonly string $status,
    public readonly int $slow,
    public readonly string $kind,
    public readonly string $ownerType,
    public readonly int $ownerId,
    public readonly int $retention,
    public readonly int $headSeq,
    public readonly int $toldSeq,
  ) {}

  /**
   * Reads a row.
   */
  public static function fromRow(\stdClass $row): self {
    return new self(
      (int) $row->rid,
      $row->name,
      $row->title === '' ? $row->name : $row->title,
      $row->status,
      (int) $row->slow,
      $row->kind,
      $row->owner_type,
      (int) $row->owner_id,
      (int) $row->retention,
      (int) $row->head_seq,
      (int) $row->told_seq,
    );
  }

  /**
   * Stands for a room that isn't there: nobody is in it, as in one that they may not see.
   */
  public static function closed(string $name): self {
    return new self(0, $name, $name, 'archived', 0, 'site', '', 0, 0, 0, 0);
  }

  /**
   * The channel of its lines.
   */
  public function channel(): string {
    return 'chat:' . $this->name;
  }

  /**
   * The tag of what is rendered of it.
   */
  public function cacheTag(): string {
    return 'chatroom:' . $this->name;
  }

}
