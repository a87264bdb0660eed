<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * What stands behind the classic functions of nodejs.legacy.inc.
 *
 * It never throws for what the network or the settings do: as in the classic,
 * a function that couldn't do its work reports it and gives FALSE.
 */
final class Legacy {

  /**
   * Seconds for which a content channel's token opens it: a day of reading.
   */
  public const CONTENT_TOKEN_LIFE = 86400;

  /**
   * Namespace of content channels.
   */
  private const CONTENT = 'content';

  /**
   * Finds the object behind the functions at each call.
   *
   * @var null|\Closure(): self
   */
  private static ?\Closure $resolver = NULL;

  public function __construct(
    private readonly Settings $settings,
    private readonly ServerApi $api,
    private readonly Publisher $publisher,
    private readonly DeferredPublisher $deferred,
    private readonly LegacyHost $host,
    private readonly int $tokenLife = 300,
    private readonly ?Revoker $revoker = NULL,
  ) {}

  /**
   * Says where the functions find their object.
   *
   * @param \Closure(): self $resolver
   *   Asked at each call, for a container may be rebuilt in between.
   */
  public static function hostedBy(\Closure $resolver): void {
    self::$resolver = $resolver;
  }

  /**
   * The object behind the functions.
   */
  public static function current(): self {
    return self::$resolver === NULL
      ? throw new \LogicException('The nodejs functions have no host: call Legacy::hostedBy() first.')
      : (self::$resolver)();
  }

  /**
   * Publishes a message when the request is over.
   */
  public function enqueue(\stdClass $message): bool {
    return $this->attempt(function () use ($message): bool {
      $this->deferred->publish($this->prepare('nodejs_message', $message)->publication());
      return TRUE;
    });
  }

  /**
   * Publishes a message now.
   */
  public function send(\stdClass $message): \stdClass|false {
    return $this->attempt(function () use ($message): \stdClass {
      $position = $this->publisher->publish($this->prepare('nodejs_message', $message)->publication());
      return (object) ['status' => 'success', 'offset' => $position->offset, 'epoch' => $position->epoch];
    });
  }

  /**
   * Publishes a notice when the request is over.
   *
   * @param string $channel
   *   The channel.
   * @param string $subject
   *   The notice's heading.
   * @param string $body
   *   The notice's text.
   * @param array<string, mixed> $fields
   *   Further message fields.
   */
  public function notify(string $channel, string $subject, string $body, array $fields = []): bool {
    return $this->enqueue((object) ([
      'channel' => $channel,
      'data' => (object) ['subject' => $subject, 'body' => $body],
    ] + $fields));
  }

  /**
   * Publishes a notice to all who hold a role.
   */
  public function notifyRole(string $role, string $subject, string $body): bool {
    $id = $this->host->roleId($role);
    return $id !== NULL && $this->notify('role:' . $id, $subject, $body, ['callback' => 'nodejsNotify']);
  }

  /**
   * Lets the page of this request, and only such pages, into a content channel.
   *
   * @param string $channel
   *   The channel's bare name.
   * @param mixed $userData
   *   What others in the channel see of this page's user; FALSE: nothing.
   */
  public function grantContentChannel(string $channel, mixed $userData = FALSE): \stdClass|false {
    return $this->attempt(function () use ($channel, $userData): \stdClass {
      $now = microtime(TRUE);
      $name = self::CONTENT . ':' . $channel;
      $info = $userData === FALSE ? NULL : ['userData' => $userData];
      $token = new SubscriptionToken($this->host->currentUser(), $name, $now, (int) $now + self::CONTENT_TOKEN_LIFE, $info);
      $text = $token->sign($this->settings->tokenKey());
      $this->host->addContentToken($name, $text);
      return (object) ['status' => 'success', 'channel' => $channel, 'token' => $text];
    });
  }

  /**
   * Publishes a message to a content channel, now.
   */
  public function sendContentChannelMessage(\stdClass $message): bool {
    return $this->attempt(function () use ($message): bool {
      $this->publisher->publish($this->prepare('nodejs_content_channel_message', $message)->publication(self::CONTENT));
      return TRUE;
    });
  }

  /**
   * Says who is in a content channel.
   *
   * @return array{uids: list<string>, authTokens: list<string>}|false
   *   Users, and an opaque id for each anonymous connection.
   */
  public function contentChannelUsers(string $channel): array|false {
    return $this->attempt(function () use ($channel): array {
      $result = $this->api->call('presence', ['channel' => self::CONTENT . ':' . $channel]);
      $users = ['uids' => [], 'authTokens' => []];
      foreach (is_array($result['presence'] ?? NULL) ? $result['presence'] : [] as $client => $entry) {
        $user = is_array($entry) && is_string($entry['user'] ?? NULL) ? $entry['user'] : '';
        if ($user === '') {
          $users['authTokens'][] = (string) $client;
        }
        else {
          $users['uids'][] = $user;
        }
      }
      $users['uids'] = array_values(array_unique($users['uids']));
      return $users;
    });
  }

  /**
   * Changes what a user's open connections listen to.
   *
   * @param string $method
   *   "subscribe" or "unsubscribe".
   * @param int|string $uid
   *   The user.
   * @param string $channel
   *   The channel.
   */
  public function changeSubscription(string $method, int|string $uid, string $channel): bool {
    return $this->attempt(function () use ($method, $uid, $channel): bool {
      $this->api->call($method, ['user' => (string) $uid, 'channel' => Message::rename($channel)]);
      return TRUE;
    });
  }

  /**
   * Closes all connections of a user.
   */
  public function kick(int|string $uid): bool {
    return $this->attempt(function () use ($uid): bool {
      $this->api->call('disconnect', ['user' => (string) $uid]);
      return TRUE;
    });
  }

  /**
   * Ends the session that a token of this site was issued to.
   */
  public function logout(string $token): bool {
    return $this->attempt(function () use ($token): bool {
      $now = microtime(TRUE);
      $session = $this->session($token, $now);
      if ($session === NULL) {
        return FALSE;
      }
      $revocation = Revocation::end(...$session);
      $this->revoker === NULL ? $this->api->call('revoke', $revocation->toParams($now)) : $this->revoker->add($revocation);
      return TRUE;
    });
  }

  /**
   * A token that the push server asks this site about.
   */
  public function callbackToken(object $account): string|false {
    return $this->attempt(fn (): string => $this->host
      ->callbackToken($account, time() + $this->tokenLife)
      ->sign($this->settings->callbackKey()));
  }

  /**
   * The client whose request this is.
   */
  public function clientSocketId(): ?string {
    return $this->host->clientSocketId();
  }

  /**
   * User and session of a token; NULL unless it is good and names a session.
   *
   * @return array{string, string}|null
   *   User id and session id.
   */
  private function session(string $token, float $now): ?array {
    if (substr_count($token, '.') === 1) {
      $callback = CallbackToken::verify($token, $this->settings->callbackKey(), $now);
      return $callback?->sid === NULL ? NULL : [$callback->uid, $callback->sid];
    }
    $claims = Jwt::verify($token, $this->settings->tokenKey(), $now);
    $user = $claims['sub'] ?? NULL;
    $sid = $claims['sid'] ?? NULL;
    return is_string($user) && is_string($sid) ? [$user, $sid] : NULL;
  }

  /**
   * Lets others change a copy of the message, then fixes it.
   */
  private function prepare(string $hook, \stdClass $message): Message {
    $message = clone $message;
    $this->host->alter($hook, $message);
    $origin = $this->host->clientSocketId();
    if ($origin !== NULL && !isset($message->clientSocketId)) {
      $message->clientSocketId = $origin;
    }
    return Message::fromObject($message);
  }

  /**
   * Does the work; reports what settings, server and data keep from it.
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
    catch (Failure | \InvalidArgumentException | \JsonException $failure) {
      $this->host->report($failure);
      return FALSE;
    }
  }

}
