<?php

/**
 * @file
 * Hooks provided by the Node.js integration.
 */

declare(strict_types=1);

use Drupal\Core\Session\AccountInterface;

/**
 * @defgroup nodejs Node.js integration
 * @{
 * Pushes messages from Drupal to browsers.
 *
 * A publication goes into a channel, and to whoever listens to it. Who may is
 * decided when an account gets its tokens: hook_nodejs_user_channels() or the
 * event \Drupal\nodejs\Event\UserChannels name channels of an account, and
 * \Drupal\nodejs\PageChannels lets what is rendered listen.
 *
 * To publish:
 * - \Drupal\nodejs\Core\DeferredPublisher: after commit and after the page,
 *   durably; nodejs_enqueue_message() is the classic's word for it.
 * - \Drupal\nodejs\Core\Publisher: now; throws a \Drupal\nodejs\Core\Failure.
 * - \Drupal\nodejs\PromptQueue: work that takes longer, in a queue of core's, done
 *   right after the page if what it is about is committed, else by cron.
 *
 * To be called by the push server:
 * - \Drupal\nodejs\Event\ServerEvent: what happened there.
 * - \Drupal\nodejs\Attribute\Rpc on a method of a service that implements
 *   \Drupal\nodejs\RpcMethods, or the event \Drupal\nodejs\Event\RpcCall: what
 *   a browser calls by Drupal.nodejs.rpc().
 * - \Drupal\nodejs\Event\SubscribeQuestion, \Drupal\nodejs\Event\PublishQuestion:
 *   what a browser may do that brought no token.
 *
 * To call its plugins: \Drupal\nodejs\Server::call().
 *
 * To end rights: \Drupal\nodejs\Revocations. To know who is online:
 * \Drupal\nodejs\Presence. Whom a rendering is good for: \Drupal\nodejs\Audience.
 *
 * The module nodejs_example shows all of it.
 * @}
 */

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
 *   The account; also asked for anonymous visitors. It has its uid as a property
 *   as well, for code of 7.x and 8.x.
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
  if (($message->channel ?? '') === 'news') {
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
 * Change what is answered to the push server.
 *
 * @param array $response
 *   The answer; empty when no module knows the type.
 * @param array $message
 *   What the push server sent; its type is messageType.
 */
function hook_nodejs_message_response_alter(array &$response, array $message): void {
  $response['time'] = \Drupal::time()->getRequestTime();
}

/**
 * Change what an account may listen to when it authenticates.
 *
 * Called for every token, and in the callback flow.
 *
 * @param \stdClass $auth_user
 *   With uid, channels, and nodejsValidAuthToken: FALSE leaves the account
 *   without any channel. The classic's presenceUids and contentTokens are there
 *   and mean nothing any more.
 */
function hook_nodejs_auth_user_alter(\stdClass $auth_user): void {
  if (\Drupal::state()->get('system.maintenance_mode')) {
    $auth_user->channels = ['nodejs_broadcast'];
  }
}

/**
 * Name who may see whether an account is online.
 *
 * Observers hear `{presenceNotification: {uid, event}}` in their own channel
 * when the push server's `backend.events` has "online" and "offline".
 *
 * @param \Drupal\Core\Session\AccountInterface $account
 *   The account that came or went; with its uid as a property as well.
 *
 * @return array<int|string>
 *   User ids.
 */
function hook_nodejs_user_presence_list(AccountInterface $account): array {
  return \Drupal::entityQuery('user')->accessCheck(FALSE)->condition('roles', 'moderator')->execute();
}

/**
 * Change what observers hear of an account that came or went.
 *
 * @param array{uid: string, event: string} $notification
 *   The account's id, and "online" or "offline".
 * @param \Drupal\Core\Session\AccountInterface $account
 *   The account.
 */
function hook_nodejs_presence_notification_alter(array &$notification, AccountInterface $account): void {
  $notification['name'] = (string) $account->getDisplayName();
}

/**
 * Name scripts that every page that connects should have.
 *
 * New code attaches its own library, which depends on nodejs/nodejs, where it
 * is wanted. With a handler the classic Drupal.Nodejs is there too.
 *
 * @return string[]
 *   Libraries, or paths of scripts from the site's root.
 */
function hook_nodejs_handlers_info(): array {
  return ['example/handler', 'modules/custom/example/js/handler.js'];
}

/**
 * Change the scripts of hook_nodejs_handlers_info().
 *
 * @param string[] $handlers
 *   Libraries and paths.
 */
function hook_nodejs_js_handlers_alter(array &$handlers): void {
  $handlers = array_diff($handlers, ['example/handler']);
}

/**
 * @} End of "addtogroup hooks".
 */
