<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Issues all tokens that a browser needs, in one answer.
 */
final class TokenIssuer {

  /**
   * Seconds for an anonymous visitor: there is no right to lose.
   */
  public const VISITOR_LIFE = 86400;

  /**
   * Wires it.
   *
   * @param \Drupal\nodejs\Core\Settings $settings
   *   Holds the token key.
   * @param int $life
   *   Seconds for which a user's tokens are good. It bounds how long a right
   *   outlives its end when no revocation reached the server.
   */
  public function __construct(
    private readonly Settings $settings,
    private readonly int $life = 300,
  ) {}

  /**
   * The body of the token route's answer.
   *
   * @param \Drupal\nodejs\Core\Identity $identity
   *   The user and the channels.
   * @param float $now
   *   Unix time before the identity was read.
   *
   * @return array{token: string, expires: int, user: string, subscriptions: object}
   *   A connection token, and a subscription token for each channel.
   *
   * @throws \Drupal\nodejs\Core\InvalidSettings
   *   When there is no token key.
   */
  public function issue(Identity $identity, float $now): array {
    $key = $this->settings->tokenKey();
    $user = $identity->user();
    $expires = (int) $now + ($user === '' ? self::VISITOR_LIFE : $this->life);
    $subscriptions = [];
    foreach ($identity->channels as $channel) {
      $subscriptions[$channel] = in_array($channel, $identity->public, TRUE)
        ? $this->publicToken($channel)
        : (new SubscriptionToken($user, $channel, $now, $expires))->sign($key);
    }
    return [
      'token' => (new ConnectionToken($user, $now, $expires, $identity->sid, $identity->info))->sign($key),
      'expires' => $expires,
      'user' => $user,
      'subscriptions' => (object) $subscriptions,
    ];
  }

  /**
   * A token with which anybody may subscribe to a channel, for good.
   *
   * The same at each call, so pages that carry it can be cached. It ends with
   * the token key.
   *
   * @throws \Drupal\nodejs\Core\InvalidSettings
   *   When there is no token key.
   */
  public function publicToken(string $channel): string {
    return (new SubscriptionToken('', $channel))->sign($this->settings->tokenKey());
  }

}
