<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Who stands behind a token, and which channels are theirs.
 */
final class Identity {

  /**
   * Describes a user or visitor.
   *
   * @param string $uid
   *   User id; "0" for an anonymous visitor.
   * @param list<string> $channels
   *   Channels this user may subscribe to.
   * @param string|null $sid
   *   The session (see SessionId), if there is one.
   * @param array<string, mixed>|null $info
   *   What others see of the user, e.g. ['name' => 'Alice'].
   */
  public function __construct(
    public readonly string $uid,
    public readonly array $channels,
    public readonly ?string $sid = NULL,
    public readonly ?array $info = NULL,
  ) {}

  /**
   * The user's name in tokens: "" stands for an anonymous visitor.
   */
  public function user(): string {
    return $this->uid === '0' ? '' : $this->uid;
  }

}
