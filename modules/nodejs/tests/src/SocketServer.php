<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs;

/**
 * A process that answers HTTP as badly as the path asks it to.
 */
final class SocketServer {

  public readonly string $url;

  /**
   * The process.
   *
   * @var resource
   */
  private $process;

  public function __construct() {
    $process = proc_open([PHP_BINARY, '-n', __DIR__ . '/socket-server.php'], [1 => ['pipe', 'w']], $pipes);
    if ($process === FALSE) {
      throw new \RuntimeException('The socket server did not start.');
    }
    $this->process = $process;
    $this->url = trim((string) fgets($pipes[1]));
  }

  /**
   * Ends the process.
   */
  public function stop(): void {
    proc_terminate($this->process);
    proc_close($this->process);
  }

}
