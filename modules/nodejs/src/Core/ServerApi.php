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
    $response = $this->transport->post(
      $this->settings->apiUrl() . '/api/' . $method,
      ['Content-Type' => 'application/json', 'X-API-Key' => $this->settings->apiKey()],
      Json::encode((object) $params),
    );
    $answer = Json::decodeObject($response->body);
    if ($response->status >= 200 && $response->status < 300 && is_array($answer['result'] ?? NULL)) {
      return $answer['result'];
    }
    $error = is_array($answer['error'] ?? NULL) ? $answer['error'] : [];
    throw new ServerRefused(
      $response->status,
      is_int($error['code'] ?? NULL) ? $error['code'] : 0,
      is_string($error['message'] ?? NULL) ? $error['message'] : sprintf('HTTP %d without a result', $response->status),
    );
  }

}
