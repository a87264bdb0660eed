<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Says that whoever has certain permissions may listen to a channel.
 *
 * Cached pages carry it instead of a token: it names nobody and never ends, and
 * is worth nothing by itself. The token route swaps it for a token of the
 * account that asks, if the account's permissions are still those.
 */
final class Ticket {

  /**
   * Most tickets that are taken in one request.
   */
  public const LIMIT = 200;

  /**
   * Writes the ticket.
   *
   * @param \Drupal\nodejs\Core\Key $key
   *   The token key.
   * @param string $site
   *   The site's name.
   * @param string $channel
   *   The channel's full name.
   * @param string $permissions
   *   A hash of the permissions it is good for.
   *
   * @throws \InvalidArgumentException
   *   For a channel that belongs to one user or session.
   */
  public static function sign(Key $key, string $site, string $channel, string $permissions): string {
    if (preg_match('/^(user|session):/', $channel) === 1) {
      throw new \InvalidArgumentException(sprintf('%s is one visitor\'s own: no page that others see may carry a ticket for it.', $channel));
    }
    // No JWT begins like this, so none can be taken for a ticket or reversely.
    return Base64Url::encode($key->mac("nodejs-ticket\n$site\n$channel\n$permissions"));
  }

  /**
   * Tells whether the ticket opens this channel to who has these permissions.
   */
  public static function verify(string $ticket, Key $key, string $site, string $channel, string $permissions): bool {
    return preg_match('/^(user|session):/', $channel) !== 1
      && hash_equals(self::sign($key, $site, $channel, $permissions), $ticket);
  }

  /**
   * The channels that a token request's tickets open.
   *
   * @param string $body
   *   The request's body: `{"tickets": {CHANNEL: TICKET}}`.
   * @param \Closure(string, string): bool $opens
   *   Says whether a channel's ticket is good.
   *
   * @return list<string>|null
   *   Names of channels; NULL when the body isn't as agreed.
   */
  public static function redeem(string $body, \Closure $opens): ?array {
    $tickets = Json::decodeObject($body)['tickets'] ?? NULL;
    if (!is_array($tickets) || count($tickets) > self::LIMIT) {
      return NULL;
    }
    $channels = [];
    foreach ($tickets as $channel => $ticket) {
      if (!is_string($ticket)) {
        return NULL;
      }
      if ($opens((string) $channel, $ticket)) {
        $channels[] = (string) $channel;
      }
    }
    return $channels;
  }

}
