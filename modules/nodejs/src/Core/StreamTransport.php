<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * HTTP/1.1 over PHP's own streams, with one connection kept per host.
 *
 * For where there is no HTTP client: the demo, a cron script. Time-outs hold for
 * the whole exchange, not for each read as PHP's http:// wrapper counts them.
 */
final class StreamTransport implements HttpTransport {

  /**
   * Longest answer that is read, in bytes.
   */
  private const ANSWER = 8_388_608;

  /**
   * The connection that the last answer left open.
   *
   * @var resource|null
   */
  private $stream = NULL;

  /**
   * Where it leads.
   */
  private string $peer = '';

  /**
   * Bounds the time.
   *
   * @param float $connectTimeout
   *   Seconds to wait for a connection.
   * @param float $timeout
   *   Seconds for the whole exchange, connecting included.
   */
  public function __construct(
    private readonly float $connectTimeout = 0.1,
    private readonly float $timeout = 2.0,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function post(string $url, array $headers, string $body): HttpResponse {
    $deadline = microtime(TRUE) + $this->timeout;
    [$peer, $host, $path] = self::split($url);
    $request = "POST $path HTTP/1.1\r\nHost: $host\r\nContent-Length: " . strlen($body) . "\r\n";
    foreach ($headers as $name => $value) {
      if (strpbrk($name . $value, "\r\n") !== FALSE) {
        throw new ServerUnreachable(sprintf('Header %s has a line break.', json_encode($name)));
      }
      $request .= "$name: $value\r\n";
    }
    $request .= "\r\n" . $body;
    $reused = $this->stream !== NULL && $this->peer === $peer;
    try {
      return $this->exchange($peer, $request, $deadline);
    }
    catch (ConnectionLost $lost) {
      // A server may close an idle connection at any moment. If no byte of an
      // answer came, it hasn't taken the request, and publications carry an
      // idempotency key besides.
      if (!$reused) {
        throw new ServerUnreachable($lost->getMessage(), 0, $lost);
      }
    }
    try {
      return $this->exchange($peer, $request, $deadline);
    }
    catch (ConnectionLost $lost) {
      throw new ServerUnreachable($lost->getMessage(), 0, $lost);
    }
  }

  /**
   * Writes one request and reads its answer.
   */
  private function exchange(string $peer, string $request, float $deadline): HttpResponse {
    $stream = $this->connection($peer, $deadline);
    // Out of the object until it is known to be reusable: whatever throws below
    // leaves no half-read answer behind for the next request.
    $this->stream = NULL;
    $answer = new AnswerReader($stream, $deadline, self::ANSWER);
    for ($sent = 0; $sent < strlen($request);) {
      $answer->await(FALSE);
      $written = @fwrite($stream, substr($request, $sent, 65536));
      if ($written === FALSE || $written === 0) {
        throw new ConnectionLost('The push server closed the connection.');
      }
      $sent += $written;
    }
    $response = $answer->read();
    if ($answer->reusable()) {
      $this->stream = $stream;
      $this->peer = $peer;
    }
    return $response;
  }

  /**
   * The kept connection, or a new one.
   *
   * @return resource
   *   A non-blocking stream.
   */
  private function connection(string $peer, float $deadline) {
    if ($this->stream !== NULL && $this->peer === $peer) {
      return $this->stream;
    }
    $wait = min($this->connectTimeout, $deadline - microtime(TRUE));
    $stream = $wait > 0 ? @stream_socket_client($peer, $code, $reason, $wait) : FALSE;
    if ($stream === FALSE) {
      throw new ServerUnreachable(sprintf('No connection to the push server at %s: %s.', $peer, ($reason ?? '') !== '' ? $reason : 'time is up'));
    }
    stream_set_blocking($stream, FALSE);
    return $stream;
  }

  /**
   * Takes a URL apart.
   *
   * @return array{string, string, string}
   *   Socket address, Host header, request target.
   */
  private static function split(string $url): array {
    $parts = parse_url($url);
    $scheme = strtolower($parts['scheme'] ?? '');
    $host = $parts['host'] ?? '';
    if ($parts === FALSE || $host === '' || !in_array($scheme, ['http', 'https'], TRUE) || strpbrk($url, " \r\n\t") !== FALSE) {
      throw new ServerUnreachable(sprintf('"%s" is no http or https address.', $url));
    }
    $port = $parts['port'] ?? ($scheme === 'https' ? 443 : 80);
    return [
      ($scheme === 'https' ? 'tls' : 'tcp') . "://$host:$port",
      isset($parts['port']) ? "$host:$port" : $host,
      ($parts['path'] ?? '/') . (isset($parts['query']) ? '?' . $parts['query'] : ''),
    ];
  }

}
