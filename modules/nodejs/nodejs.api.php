<?php

/**
 * @file
 * Hooks provided by the Node.js integration.
 */

declare(strict_types=1);

use Drupal\Core\Session\AccountInterface;

/**
 * @addtogroup hooks
 * @{
 */

/**
 * Name the channels that an account may listen to.
 *
 * Asked when the account gets a token, so at the latest every five minutes. The
 * account's own channel, those of its roles and its session, and the public ones
 * are there without it.
 *
 * @param \Drupal\Core\Session\AccountInterface $account
 *   The account; also asked for anonymous visitors.
 *
 * @return string[]
 *   Names of channels.
 */
function hook_nodejs_user_channels(AccountInterface $account): array {
  return $account->hasPermission('access site reports') ? ['reports'] : [];
}

/**
 * Change a message before it is published.
 *
 * @param \stdClass $message
 *   A copy of what the caller gave: channel, data, callback, commands…
 */
function hook_nodejs_message_alter(\stdClass $message): void {
  if ($message->channel === 'news') {
    $message->data->site = \Drupal::config('system.site')->get('name');
  }
}

/**
 * Change a message to a content channel before it is published.
 *
 * @param \stdClass $message
 *   A copy of what the caller gave.
 */
function hook_nodejs_content_channel_message_alter(\stdClass $message): void {
  $message->data->rendered = time();
}

/**
 * Answer messages that the push server sends to Drupal.
 *
 * Also called for what happens at the server, as far as its `backend.events`
 * says: type "connect", "disconnect", "online", "offline" (and the classic's
 * "userOffline" with the member uid), "subscribe", "unsubscribe". New code may
 * subscribe to \Drupal\nodejs\Event\ServerEvent instead.
 *
 * @param string $type
 *   The message's type.
 *
 * @return callable[]
 *   Called with the message (an array) and the response (an array, by
 *   reference). None for types of others.
 */
function hook_nodejs_message_callback(string $type): array {
  if ($type !== 'example.ping') {
    return [];
  }
  return [
    static function (array $message, array &$response): void {
      $response['pong'] = $message['number'];
    },
  ];
}

/**
 * @} End of "addtogroup hooks".
 */
