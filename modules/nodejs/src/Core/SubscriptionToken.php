<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Lets one user (or, with user "", anybody) subscribe to one channel.
 */
final class SubscriptionToken {

  /**
   * Describes the token.
   *
   * @param string $user
   *   The user it is good for; "" makes the channel public to its holders.
   * @param string $channel
   *   The channel's full name.
   * @param float|null $issuedAt
   *   Unix time before the right was checked; NULL for what needs no check.
   * @param int|null $expiresAt
   *   Unix time of its end; NULL: it doesn't end.
   * @param array<string, mixed>|null $info
   *   What others see of the user in this channel's presence.
   */
  public function __construct(
    public readonly string $user,
    public readonly string $channel,
    public readonly ?float $issuedAt = NULL,
    public readonly ?int $expiresAt = NULL,
    public readonly ?array $info = NULL,
  ) {}

  /**
   * Writes it as a signed token.
   */
  public function sign(Key $key): string {
    return Jwt::sign([
      'sub' => $this->user,
      'channel' => $this->channel,
      'iat' => $this->issuedAt === NULL ? NULL : Moment::notAfter($this->issuedAt),
      'exp' => $this->expiresAt,
      'info' => $this->info === NULL ? NULL : (object) $this->info,
    ], $key);
  }

}
