<?php

declare(strict_types=1);

namespace Drupal\chatroom\Core;

/**
 * What a line says, as the push server checked and rendered it.
 */
final class Text {

  /**
   * Holds it.
   *
   * @param string $kind
   *   The line's kind: text, me, bot or system.
   * @param string $body
   *   Markdown.
   * @param string $html
   *   What the push server made of it.
   * @param list<int> $mentions
   *   Accounts that it mentions.
   * @param string $calls
   *   Whom it calls: all, here or nobody.
   */
  private function __construct(
    public readonly string $kind,
    public readonly string $body,
    public readonly string $html,
    public readonly array $mentions,
    public readonly string $calls,
  ) {}

  /**
   * Reads members; NULL unless they are as agreed.
   */
  public static function read(Members $members): ?self {
    $kind = $members->text('kind');
    $body = $members->text('body');
    $html = $members->text('html');
    $mentions = $members->numbers('mentions');
    $calls = $members->text('calls', '');
    return $kind === NULL || $body === NULL || $html === NULL || $mentions === NULL || $calls === NULL
      ? NULL
      : new self($kind, $body, $html, $mentions, $calls);
  }

}
