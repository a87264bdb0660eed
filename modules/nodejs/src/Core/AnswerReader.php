<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Reads one HTTP/1.1 answer from a non-blocking stream, up to a deadline.
 *
 * @internal
 */
final class AnswerReader {

  /**
   * Bytes that came and weren't used.
   */
  private string $buffer = '';

  /**
   * Whether any byte came at all.
   */
  private bool $begun = FALSE;

  /**
   * Whether the connection is good for another exchange.
   */
  private bool $reusable = FALSE;

  /**
   * Wires it.
   *
   * @param resource $stream
   *   The connection.
   * @param float $deadline
   *   Unix time at which patience ends.
   * @param int $limit
   *   Most bytes of a body.
   */
  public function __construct(
    private $stream,
    private readonly float $deadline,
    private readonly int $limit,
  ) {}

  /**
   * Whether the connection is good for another exchange.
   */
  public function reusable(): bool {
    return $this->reusable;
  }

  /**
   * Waits until the stream can be read from, or written to.
   */
  public function await(bool $readable): void {
    $left = $this->deadline - microtime(TRUE);
    $read = $readable ? [$this->stream] : [];
    $write = $readable ? [] : [$this->stream];
    $except = [];
    $ready = $left > 0 ? @stream_select($read, $write, $except, (int) $left, (int) (fmod($left, 1) * 1e6)) : 0;
    if ($ready !== 1) {
      throw new ServerUnreachable('The push server did not answer in time.');
    }
  }

  /**
   * Reads head and body.
   */
  public function read(): HttpResponse {
    do {
      $lines = explode("\r\n", $this->until("\r\n\r\n"));
      if (preg_match('#^HTTP/1\.[01] (\d{3})#', $lines[0], $match) !== 1) {
        throw new ServerUnreachable('The answer is not HTTP/1.1.');
      }
      $status = (int) $match[1];
      // An interim answer (100, 103) announces the real one.
    } while ($status < 200);
    $headers = [];
    foreach (array_slice($lines, 1) as $line) {
      [$name, $value] = explode(':', $line, 2) + [1 => ''];
      $headers[strtolower($name)] = strtolower(trim($value));
    }
    $body = $this->body($status, $headers);
    return new HttpResponse($status, $body);
  }

  /**
   * Reads the body in the way its headers say.
   *
   * @param int $status
   *   The HTTP status.
   * @param array<string, string> $headers
   *   Values in lower case by name in lower case.
   */
  private function body(int $status, array $headers): string {
    $this->reusable = ($headers['connection'] ?? '') !== 'close';
    if ($status === 204 || $status === 304) {
      return '';
    }
    if (($headers['transfer-encoding'] ?? '') === 'chunked') {
      return $this->chunks();
    }
    if (isset($headers['content-length']) && preg_match('/^\d+$/D', $headers['content-length']) === 1) {
      return $this->take((int) $headers['content-length']);
    }
    $this->reusable = FALSE;
    while ($this->fill()) {
      $this->guard(strlen($this->buffer));
    }
    return $this->buffer;
  }

  /**
   * Reads a chunked body to its end.
   */
  private function chunks(): string {
    $body = '';
    do {
      $size = (int) hexdec(substr((string) strstr($this->until("\r\n") . ';', ';', TRUE), 0, 8));
      $this->guard(strlen($body) + $size);
      $body .= $this->take($size);
      if ($size > 0) {
        $this->until("\r\n");
      }
    } while ($size > 0);
    // Trailers, if any, end with an empty line.
    do {
      $trailer = $this->until("\r\n");
    } while ($trailer !== '');
    return $body;
  }

  /**
   * Takes everything before a mark, and drops the mark.
   */
  private function until(string $mark): string {
    while (($position = strpos($this->buffer, $mark)) === FALSE) {
      $this->guard(strlen($this->buffer));
      $this->need();
    }
    $text = substr($this->buffer, 0, $position);
    $this->buffer = substr($this->buffer, $position + strlen($mark));
    return $text;
  }

  /**
   * Takes a number of bytes.
   */
  private function take(int $length): string {
    $this->guard($length);
    while (strlen($this->buffer) < $length) {
      $this->need();
    }
    $text = substr($this->buffer, 0, $length);
    $this->buffer = substr($this->buffer, $length);
    return $text;
  }

  /**
   * Reads on; the answer isn't complete yet.
   */
  private function need(): void {
    if (!$this->fill()) {
      throw $this->begun
        ? new ServerUnreachable('The push server closed the connection within an answer.')
        : new ConnectionLost('The push server closed the connection.');
    }
  }

  /**
   * Reads what is there; FALSE at the stream's end.
   */
  private function fill(): bool {
    // A TLS stream can hold decoded bytes that select() doesn't see.
    $bytes = @fread($this->stream, 65536);
    while ($bytes === '' && !feof($this->stream)) {
      $this->await(TRUE);
      $bytes = @fread($this->stream, 65536);
    }
    if ($bytes === FALSE || $bytes === '') {
      return FALSE;
    }
    $this->begun = TRUE;
    $this->buffer .= $bytes;
    return TRUE;
  }

  /**
   * Stops what grows beyond all measure.
   */
  private function guard(int $size): void {
    if ($size > $this->limit) {
      throw new ServerUnreachable(sprintf('The answer is longer than %d bytes.', $this->limit));
    }
  }

}
