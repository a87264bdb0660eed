<?php

declare(strict_types=1);

namespace Drupal\chatroom\Core;

/**
 * A line as its author hands it in.
 */
final class Draft {

  /**
   * Holds it.
   *
   * @param string $room
   *   The room's name.
   * @param int $uid
   *   The account.
   * @param string $name
   *   As whom it stands.
   * @param string $clientId
   *   With the account names this line for good.
   * @param \Drupal\chatroom\Core\Text $text
   *   What it says.
   * @param int $replyTo
   *   The line that it answers; 0 for none.
   * @param int $thread
   *   The line whose thread it is in; 0 for none.
   * @param list<int> $files
   *   Files that its author brought to the room.
   */
  private function __construct(
    public readonly string $room,
    public readonly int $uid,
    public readonly string $name,
    public readonly string $clientId,
    public readonly Text $text,
    public readonly int $replyTo,
    public readonly int $thread,
    public readonly array $files,
  ) {}

  /**
   * Reads members; NULL unless they are as agreed.
   */
  public static function read(Members $members): ?self {
    $room = $members->text('room');
    $uid = $members->number('uid');
    $name = $members->text('name');
    $clientId = $members->text('client_id');
    $text = Text::read($members);
    $replyTo = $members->number('reply_to', 0);
    $thread = $members->number('thread', 0);
    $files = $members->numbers('files');
    if ($room === NULL || $uid === NULL || $name === NULL || $clientId === NULL || $text === NULL || $replyTo === NULL || $thread === NULL || $files === NULL) {
      return NULL;
    }
    return new self($room, $uid, $name, $clientId, $text, $replyTo, $thread, $files);
  }

  /**
   * What names its line in the site.
   */
  public function key(): string {
    return $this->uid . ' ' . $this->clientId;
  }

}
