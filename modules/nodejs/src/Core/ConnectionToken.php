<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Lets a client connect as a user, for the token's life.
 */
final class ConnectionToken {

  /**
   * Describes the token.
   *
   * @param string $user
   *   User id; "" for an anonymous visitor.
   * @param float $issuedAt
   *   Unix time before the user's rights were read: a revocation later than
   *   this one makes the token void.
   * @param int $expiresAt
   *   Unix time after which a new token is needed.
   * @param string|null $sid
   *   The session it was issued to (see SessionId), if there is one.
   * @param array<string, mixed>|null $info
   *   What others see of the user in presence.
   * @param list<string> $channels
   *   Channels that the server subscribes the connection to.
   */
  public function __construct(
    public readonly string $user,
    public readonly float $issuedAt,
    public readonly int $expiresAt,
    public readonly ?string $sid = NULL,
    public readonly ?array $info = NULL,
    public readonly array $channels = [],
  ) {}

  /**
   * Writes it as a signed token.
   */
  public function sign(Key $key): string {
    return Jwt::sign([
      'sub' => $this->user,
      'iat' => Moment::notAfter($this->issuedAt),
      'exp' => $this->expiresAt,
      'sid' => $this->sid,
      'info' => $this->info === NULL ? NULL : (object) $this->info,
      'channels' => $this->channels === [] ? NULL : $this->channels,
    ], $key);
  }

}
