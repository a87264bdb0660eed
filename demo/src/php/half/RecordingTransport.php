<?php

declare(strict_types=1);

namespace Demo;

use Drupal\nodejs\Core\HttpResponse;
use Drupal\nodejs\Core\HttpTransport;

/**
 * Passes requests on and keeps what the console shows of them; never the key.
 */
final class RecordingTransport implements HttpTransport {

  /**
   * Most requests that are kept; the rest is sent all the same.
   */
  private const LIMIT = 50;

  /**
   * The first requests and their answers.
   *
   * @var list<array<string, mixed>>
   */
  public array $sent = [];

  public function __construct(private readonly HttpTransport $transport) {}

  /**
   * {@inheritdoc}
   */
  public function post(string $url, array $headers, string $body): HttpResponse {
    $started = hrtime(TRUE);
    $response = NULL;
    try {
      return $response = $this->transport->post($url, $headers, $body);
    }
    finally {
      if (count($this->sent) < self::LIMIT) {
        $params = json_decode($body);
        $this->sent[] = [
          'path' => parse_url($url, PHP_URL_PATH),
          'channel' => $params->channel ?? NULL,
          'body' => $params,
          'bytes' => strlen($body),
          'status' => $response?->status,
          'ms' => round((hrtime(TRUE) - $started) / 1e6, 2),
          'reply' => $response === NULL ? NULL : json_decode($response->body),
        ];
      }
    }
  }

}
