<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Answers the push server's classic request: POST of serviceKey, messageJson.
 */
final class CallbackResponder {

  /**
   * Wires it.
   *
   * @param \Drupal\nodejs\Core\Settings $settings
   *   Holds the callback key: it opens this door and signs the tokens.
   * @param \Closure(\Drupal\nodejs\Core\CallbackToken): ?\Drupal\nodejs\Core\Identity $identify
   *   Says who a good token's user is today; NULL: nobody any more.
   * @param null|\Closure(string, array<string, mixed>): ?array<string, mixed> $handle
   *   Answers messages of other types; NULL: nobody knows the type.
   */
  public function __construct(
    private readonly Settings $settings,
    private readonly \Closure $identify,
    private readonly ?\Closure $handle = NULL,
  ) {}

  /**
   * Answers one request.
   *
   * @param array<array-key, mixed> $form
   *   The decoded form body.
   * @param float $now
   *   Unix time.
   */
  public function respond(array $form, float $now): HttpResponse {
    try {
      $key = $this->settings->callbackKey();
    }
    catch (InvalidSettings) {
      // Without a key nobody can prove to be the server.
      return HttpResponse::json(['error' => 'Invalid service key.'], 403);
    }
    $given = $form['serviceKey'] ?? NULL;
    if (!is_string($given) || !hash_equals(hash('sha256', $key), hash('sha256', $given))) {
      return HttpResponse::json(['error' => 'Invalid service key.'], 403);
    }
    $json = $form['messageJson'] ?? NULL;
    $message = is_string($json) ? Json::decodeObject($json) : NULL;
    if ($message === NULL) {
      return HttpResponse::json(['error' => 'No message.'], 400);
    }
    $type = $message['messageType'] ?? NULL;
    if ($type === 'authenticate') {
      return HttpResponse::json($this->authenticate($message, $key, $now));
    }
    $answer = is_string($type) && $this->handle !== NULL ? ($this->handle)($type, $message) : NULL;
    return $answer === NULL
      ? HttpResponse::json(['error' => 'Not implemented.'], 404)
      : HttpResponse::json($answer);
  }

  /**
   * Says who a token's holder is.
   *
   * @param array<string, mixed> $message
   *   The server's question.
   * @param string $key
   *   The callback key.
   * @param float $now
   *   Unix time.
   *
   * @return array<string, mixed>
   *   The answer, which names nothing but what the server needs.
   */
  private function authenticate(array $message, string $key, float $now): array {
    $text = $message['authToken'] ?? NULL;
    $token = is_string($text) ? CallbackToken::verify($text, $key, $now) : NULL;
    $identity = $token === NULL ? NULL : ($this->identify)($token);
    if ($token === NULL || $identity === NULL) {
      return ['nodejsValidAuthToken' => FALSE];
    }
    return array_filter([
      'uid' => $identity->uid,
      'nodejsValidAuthToken' => TRUE,
      'channels' => $identity->channels,
      'sid' => $identity->sid,
      'expires' => $token->expiresAt,
      'info' => $identity->info === NULL ? NULL : (object) $identity->info,
    ], static fn (mixed $member): bool => $member !== NULL);
  }

}
