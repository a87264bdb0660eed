<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * A user's rights ended or changed: tokens from before are void.
 */
final class Revocation {

  /**
   * Stands for all users, in place of one's id.
   */
  public const EVERYBODY = '*';

  /**
   * The connection is closed for good (close code 3500).
   */
  public const END = 'end';

  /**
   * The connection is closed and comes back with a new token (3005).
   */
  public const REFRESH = 'refresh';

  /**
   * Describes the revocation.
   *
   * @param string $user
   *   User id, or EVERYBODY.
   * @param string $mode
   *   END or REFRESH.
   * @param string|null $sid
   *   Only this session (see SessionId); NULL: all of the user's.
   * @param string|null $channel
   *   Only this channel; NULL: the whole connection.
   */
  private function __construct(
    public readonly string $user,
    public readonly string $mode,
    public readonly ?string $sid = NULL,
    public readonly ?string $channel = NULL,
  ) {}

  /**
   * The user's session, or the user, is no longer welcome.
   */
  public static function end(string $user, ?string $sid = NULL): self {
    return new self($user, self::END, $sid);
  }

  /**
   * The user's rights have to be read again.
   */
  public static function refresh(string $user, ?string $channel = NULL): self {
    return new self($user, self::REFRESH, NULL, $channel);
  }

  /**
   * The members of an API request.
   *
   * @param float $at
   *   Unix time at which the change was in force. Not earlier: a token that was
   *   issued between the two would outlive the revocation.
   *
   * @return array<string, mixed>
   *   For ServerApi::call('revoke', …).
   */
  public function toParams(float $at): array {
    $params = [
      'user' => $this->user,
      'sid' => $this->sid,
      'channel' => $this->channel,
      'mode' => $this->mode,
      'at' => Moment::notBefore($at),
    ];
    return array_filter($params, static fn (mixed $member): bool => $member !== NULL);
  }

}
