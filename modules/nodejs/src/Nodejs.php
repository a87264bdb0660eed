<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\nodejs\Core\CallbackToken;
use Drupal\nodejs\Core\Failure;
use Drupal\nodejs\Core\InvalidSettings;
use Drupal\nodejs\Core\Legacy;
use Drupal\nodejs\Core\Message;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Core\Settings;

/**
 * The service nodejs.nodejs of 8.x, with the names of its methods.
 *
 * New code takes DeferredPublisher, Publisher and ServerApi instead. Nothing
 * here throws: as ever, what couldn't be done is reported and gives FALSE, and
 * what could be gives the server's answer, an object with status.
 */
final class Nodejs {

  public function __construct(
    private readonly Legacy $legacy,
    private readonly ServerApi $api,
    private readonly Settings $settings,
    private readonly Presence $presence,
    private readonly Sessions $sessions,
    private readonly ContentTokens $contentTokens,
    private readonly FailureLog $log,
  ) {}

  /**
   * Publishes a message when the request is over.
   */
  public function enqueueMessage(\stdClass $message): bool {
    return $this->legacy->enqueue($message);
  }

  /**
   * Publishes a message now.
   */
  public function sendMessage(\stdClass $message): \stdClass|false {
    return $this->legacy->send($message);
  }

  /**
   * Does nothing: what is enqueued leaves when the request is over.
   */
  public function sendMessages(): void {}

  /**
   * Does nothing: a token for a channel is part of the page.
   */
  public function enqueueContentToken(string $channel, string $token): void {
    $this->contentTokens->add('content:' . $channel, $token);
  }

  /**
   * The content tokens of this page.
   *
   * @return array<string, string>
   *   By the channel's bare name.
   */
  public function getContentTokens(): array {
    $tokens = [];
    foreach ($this->contentTokens->all() as $channel => $token) {
      $tokens[substr($channel, strlen('content:'))] = $token;
    }
    return $tokens;
  }

  /**
   * Lets the page of this request into a content channel.
   *
   * @param \stdClass $message
   *   With channel, and optionally userData.
   */
  public function sendContentToken(\stdClass $message): \stdClass|false {
    return is_string($message->channel ?? NULL)
      ? $this->legacy->grantContentChannel($message->channel, $message->userData ?? FALSE)
      : FALSE;
  }

  /**
   * Publishes a message to the pages of a content channel, now.
   */
  public function sendContentTokenMessage(\stdClass $message): \stdClass|false {
    return self::answer($this->legacy->sendContentChannelMessage($message));
  }

  /**
   * Says who is in a content channel.
   *
   * @param \stdClass|string $message
   *   The channel, or an object with channel.
   *
   * @return \stdClass|false
   *   With users: uids, and in authTokens an opaque id for each anonymous
   *   connection.
   */
  public function getContentTokenUsers(\stdClass|string $message): \stdClass|false {
    $channel = is_string($message) ? $message : ($message->channel ?? '');
    $users = is_string($channel) ? $this->legacy->contentChannelUsers($channel) : FALSE;
    return $users === FALSE ? FALSE : (object) ['users' => $users];
  }

  /**
   * Closes all connections of a user.
   */
  public function kickUser(int|string $uid): \stdClass|false {
    return self::answer($this->legacy->kick($uid));
  }

  /**
   * Ends the session that a token was issued to.
   */
  public function logoutUser(string $token): \stdClass|false {
    return self::answer($this->legacy->logout($token));
  }

  /**
   * Says who may see whether a user is online.
   *
   * @param int|string $uid
   *   The user.
   * @param array<int|string> $uids
   *   The observers.
   */
  public function setUserPresenceList(int|string $uid, array $uids): \stdClass|false {
    $this->presence->setObservers((string) $uid, array_values(array_map(strval(...), $uids)));
    return self::answer(TRUE);
  }

  /**
   * Says that a channel may be used: channels need not be made.
   */
  public function addChannel(string $channel): \stdClass|false {
    return $this->attempt(function () use ($channel): \stdClass|false {
      $this->api->call('channels', ['prefix' => Message::rename($channel)]);
      return self::answer(TRUE);
    });
  }

  /**
   * Asks whether anybody listens to a channel.
   *
   * @return \stdClass|false
   *   With result.
   */
  public function checkChannel(string $channel): \stdClass|false {
    return $this->attempt(function () use ($channel): \stdClass {
      $name = Message::rename($channel);
      $found = $this->api->call('channels', ['prefix' => $name])['channels'] ?? [];
      return (object) ['status' => 'success', 'result' => is_array($found) && isset($found[$name])];
    });
  }

  /**
   * Forgets what a channel keeps; who may listen to it still may.
   */
  public function removeChannel(string $channel): \stdClass|false {
    return $this->attempt(function () use ($channel): \stdClass|false {
      $this->api->call('history_remove', ['channel' => Message::rename($channel)]);
      return self::answer(TRUE);
    });
  }

  /**
   * Subscribes a user's open connections to a channel.
   */
  public function addUserToChannel(int|string $uid, string $channel): \stdClass|false {
    return self::answer($this->legacy->changeSubscription('subscribe', $uid, $channel));
  }

  /**
   * Takes a user's open connections off a channel.
   */
  public function removeUserFromChannel(int|string $uid, string $channel): \stdClass|false {
    return self::answer($this->legacy->changeSubscription('unsubscribe', $uid, $channel));
  }

  /**
   * Subscribes the open connections of a token's user to a channel.
   */
  public function addAuthTokenToChannel(string $channel, string $auth_token): \stdClass|false {
    $uid = $this->checkToken($auth_token);
    return $uid === FALSE ? FALSE : $this->addUserToChannel($uid, $channel);
  }

  /**
   * Takes the open connections of a token's user off a channel.
   */
  public function removeAuthTokenFromChannel(string $channel, string $auth_token): \stdClass|false {
    $uid = $this->checkToken($auth_token);
    return $uid === FALSE ? FALSE : $this->removeUserFromChannel($uid, $channel);
  }

  /**
   * Asks the push server how it is.
   *
   * @return \stdClass|false
   *   With status, version, authenticatedClients, sockets, onlineUsers.
   */
  public function healthCheck(): \stdClass|false {
    return $this->attempt(function (): \stdClass {
      $node = ((array) ($this->api->call('info')['nodes'] ?? []))[0] ?? [];
      return (object) [
        'status' => 'success',
        'version' => $node['version'] ?? '',
        'authenticatedClients' => $node['num_clients'] ?? 0,
        'sockets' => $node['num_clients'] ?? 0,
        'onlineUsers' => $node['num_users'] ?? 0,
      ];
    });
  }

  /**
   * Whether the push server is one that this module works with.
   */
  public function safeNodeServerVersion(): bool {
    return $this->healthCheck() !== FALSE;
  }

  /**
   * An address of the push server's API.
   */
  public function getUrl(string $path): string {
    ['scheme' => $scheme, 'host' => $host, 'port' => $port] = $this->config()['nodejs'];
    return "$scheme://$host:$port/$path";
  }

  /**
   * Whose a token of the callback flow is, while its session lasts.
   *
   * @return string|false
   *   The uid, "0" for an anonymous visitor; FALSE: the token is no good.
   */
  public function checkToken(string $token): string|false {
    return $this->attempt(function () use ($token): string|false {
      $known = CallbackToken::verify($token, $this->settings->callbackKey(), microtime(TRUE));
      return $known === NULL || ($known->sid !== NULL && !$this->sessions->exists($known->uid, $known->sid)) ? FALSE : $known->uid;
    });
  }

  /**
   * Whether a key is the one that opens the message route.
   */
  public function isValidServiceKey(string $key): bool {
    try {
      return hash_equals($this->settings->callbackKey(), $key);
    }
    catch (InvalidSettings) {
      return FALSE;
    }
  }

  /**
   * Where the push server is, in the classic's words and without its keys.
   *
   * @return array<string, mixed>
   *   With nodejs and client: scheme, secure, host, port; and resource.
   */
  public function config(): array {
    $parts = static function (string $url): array {
      $found = (array) parse_url($url);
      $secure = in_array($found['scheme'] ?? '', ['https', 'wss'], TRUE);
      return [
        'scheme' => $secure ? 'https' : 'http',
        'secure' => (int) $secure,
        'host' => $found['host'] ?? '',
        'port' => $found['port'] ?? ($secure ? 443 : 80),
      ];
    };
    return [
      'nodejs' => $parts($this->settings->apiUrl()),
      'client' => $parts($this->settings->publicUrl()),
      'resource' => (string) parse_url($this->settings->publicUrl(), PHP_URL_PATH),
    ];
  }

  /**
   * What the classic server answered.
   */
  private static function answer(bool $done): \stdClass|false {
    return $done ? (object) ['status' => 'success'] : FALSE;
  }

  /**
   * Does the work; reports what settings and server keep from it.
   *
   * @template T
   *
   * @param \Closure(): T $work
   *   The work.
   *
   * @return T|false
   *   Its result.
   */
  private function attempt(\Closure $work): mixed {
    try {
      return $work();
    }
    catch (Failure $failure) {
      $this->log->report($failure);
      return FALSE;
    }
  }

}
