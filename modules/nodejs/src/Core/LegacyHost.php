<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * What the classic functions need from the site they run in.
 *
 * Drupal implements it, and so does any other PHP that offers the functions.
 */
interface LegacyHost {

  /**
   * Lets others change a message (hook_nodejs_message_alter and its kin).
   *
   * @param string $hook
   *   "nodejs_message" or "nodejs_content_channel_message".
   * @param \stdClass $message
   *   The message, changed in place.
   */
  public function alter(string $hook, \stdClass $message): void;

  /**
   * The client whose request this is; NULL when it didn't say.
   */
  public function clientSocketId(): ?string;

  /**
   * The user whose request this is; "" for an anonymous visitor.
   */
  public function currentUser(): string;

  /**
   * Issues a callback token for an account.
   *
   * @param object $account
   *   The account, as the host knows it.
   * @param int $expiresAt
   *   Unix time of its end.
   */
  public function callbackToken(object $account, int $expiresAt): CallbackToken;

  /**
   * The id of a role, found by its id or its label.
   */
  public function roleId(string $name): ?string;

  /**
   * Hands a content channel's token to the page of this request.
   *
   * @param string $channel
   *   The channel's full name, e.g. "content:watchdog_dblog".
   * @param string $token
   *   A subscription token; the page puts it into its settings under
   *   nodejs.contentTokens, keyed by the channel.
   */
  public function addContentToken(string $channel, string $token): void;

  /**
   * Writes down what went wrong.
   */
  public function report(\Throwable $failure): void;

}
