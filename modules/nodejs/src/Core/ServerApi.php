<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * The push server's HTTP API (docs/http-api.md).
 */
final class ServerApi {

  public function __construct(
    private readonly HttpTransport $transport,
    private readonly Settings $settings,
  ) {}

  /**
   * Calls one method and gives its result.
   *
   * @param string $method
   *   The part of the path after /api/, e.g. "publish".
   * @param array<string, mixed> $params
   *   The request's members.
   *
   * @return array<array-key, mixed>
   *   The answer's result.
   *
   * @throws \Drupal\nodejs\Core\Failure
   *   When settings are incomplete, or the server is away, or refuses.
   */
  public function call(string $method, array $params = []): array {
    [$status, $answer] = $this->post($method, Json::encode((object) $params));
    if ($status >= 200 && $status < 300 && is_array($answer['result'] ?? NULL)) {
      return $answer['result'];
    }
    throw $this->refusal($status, $answer);
  }

  /**
   * Calls a plugin of the server, whose answer may be anything.
   *
   * @param string $call
   *   The plugin and the call, e.g. "vote.reset".
   * @param mixed $data
   *   What the plugin gets; NULL is sent as {}.
   *
   * @return mixed
   *   What it returned; maps are arrays.
   *
   * @throws \Drupal\nodejs\Core\Failure
   *   When settings are incomplete, or the server is away, or refuses.
   * @throws \JsonException
   *   When the data can't be expressed.
   */
  public function ask(string $call, mixed $data): mixed {
    if (preg_match('/^[\w-]+\.[\w.-]+$/D', $call) !== 1) {
      throw new \InvalidArgumentException(sprintf('"%s" is no call of a plugin, such as "vote.reset".', $call));
    }
    [$status, $answer] = $this->post($call, Json::encode($data ?? new \stdClass()));
    if ($status >= 200 && $status < 300 && $answer !== NULL && array_key_exists('result', $answer)) {
      return $answer['result'];
    }
    throw $this->refusal($status, $answer);
  }

  /**
   * Runs many calls in one request, in order; one that fails stops no other.
   *
   * @param non-empty-list<string> $commands
   *   Encoded, e.g. `{"publish":{"channel":"user:7","data":1}}`.
   *
   * @return list<array<array-key, mixed>>
   *   A reply each: the result under the call's name, or `error`.
   *
   * @throws \Drupal\nodejs\Core\Failure
   *   When none was run.
   */
  public function batch(array $commands): array {
    [$status, $answer] = $this->post('batch', '{"commands":[' . implode(',', $commands) . ']}');
    $replies = $answer['replies'] ?? NULL;
    if ($status >= 200 && $status < 300 && is_array($replies) && count($replies) === count($commands)) {
      return array_map(static fn (mixed $reply): array => (array) $reply, array_values($replies));
    }
    throw $this->refusal($status, $answer);
  }

  /**
   * Sends a request.
   *
   * @return array{int, array<string, mixed>|null}
   *   The answer's HTTP status and body.
   */
  private function post(string $method, string $body): array {
    $response = $this->transport->post(
      $this->settings->apiUrl() . '/api/' . $method,
      ['Content-Type' => 'application/json', 'X-API-Key' => $this->settings->apiKey()],
      $body,
    );
    return [$response->status, Json::decodeObject($response->body)];
  }

  /**
   * Reads an answer that is no result.
   *
   * @param int $status
   *   The HTTP status.
   * @param array<string, mixed>|null $answer
   *   The body.
   */
  private function refusal(int $status, ?array $answer): ServerRefused {
    return ServerRefused::fromError($status, is_array($answer['error'] ?? NULL) ? $answer['error'] : []);
  }

}
