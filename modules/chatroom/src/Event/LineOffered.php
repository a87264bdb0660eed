<?php

declare(strict_types=1);

namespace Drupal\chatroom\Event;

use Drupal\chatroom\Room;
use Symfony\Contracts\EventDispatcher\Event;

/**
 * Somebody says something that isn't there yet: a new line, or an edit.
 *
 * Dispatched under this class's name before anything is written, where the push
 * server has Drupal write lines (`"store": "drupal"`), and nowhere else. All
 * lines of a room wait for it, so it should be quick. One that is refused stays
 * in its author's composer, with the reason.
 */
final class LineOffered extends Event {

  /**
   * Why it isn't taken.
   */
  private ?string $refusal = NULL;

  /**
   * Describes it.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room; its author may write there.
   * @param int $uid
   *   The account; 0 for a guest or a program.
   * @param string $kind
   *   The kind of line: text, me or bot.
   * @param string $body
   *   What it says, in Markdown.
   * @param int|null $seq
   *   The line that is edited; NULL for a new one.
   */
  public function __construct(
    public readonly Room $room,
    public readonly int $uid,
    public readonly string $kind,
    public readonly string $body,
    public readonly ?int $seq,
  ) {}

  /**
   * Keeps it out.
   *
   * @param string $why
   *   A sentence for its author.
   */
  public function refuse(string $why): void {
    $this->refusal = $why;
    $this->stopPropagation();
  }

  /**
   * Why it isn't taken; NULL where it is.
   */
  public function refusal(): ?string {
    return $this->refusal;
  }

}
