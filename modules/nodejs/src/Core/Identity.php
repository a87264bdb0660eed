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
   * @param list<string> $public
   *   Those of the channels that everybody may subscribe to, for good.
   */
  public function __construct(
    public readonly string $uid,
    public readonly array $channels,
    public readonly ?string $sid = NULL,
    public readonly ?array $info = NULL,
    public readonly array $public = [],
  ) {}

  /**
   * The same with more channels.
   *
   * @param list<string> $channels
   *   Names of channels.
   */
  public function withChannels(array $channels): self {
    return new self($this->uid, array_values(array_unique([...$this->channels, ...$channels])), $this->sid, $this->info, $this->public);
  }

  /**
   * The user's name in tokens: "" stands for an anonymous visitor.
   */
  public function user(): string {
    return $this->uid === '0' ? '' : $this->uid;
  }

}
