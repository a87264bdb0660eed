<?php

declare(strict_types=1);

namespace Drupal\chatroom\Core;

/**
 * What somebody does to a line that is there.
 */
final class Change {

  private function __construct(
    public readonly string $room,
    public readonly int $seq,
    public readonly int $uid,
    public readonly bool $mayModerate,
    public readonly string $does,
    public readonly bool $isOn,
    public readonly string $emoji,
    public readonly ?Text $text,
  ) {}

  /**
   * Reads members; NULL unless they are as agreed.
   */
  public static function read(Members $members): ?self {
    $room = $members->text('room');
    $seq = $members->number('seq');
    $uid = $members->number('uid');
    $deed = $members->object('deed');
    if ($room === NULL || $seq === NULL || $uid === NULL || $deed === NULL) {
      return NULL;
    }
    $does = $deed->text('does') ?? '';
    $emoji = $deed->text('emoji', '') ?? '';
    $said = $does === 'edit' ? $deed->object('text') : NULL;
    $text = $said === NULL ? NULL : Text::read($said);
    $isWhole = match ($does) {
      'edit' => $text !== NULL,
      'react' => $emoji !== '',
      'delete', 'pin' => TRUE,
      default => FALSE,
    };
    return $isWhole ? new self($room, $seq, $uid, $members->flag('mayModerate'), $does, $deed->flag('on'), $emoji, $text) : NULL;
  }

}
