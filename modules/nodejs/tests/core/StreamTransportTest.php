<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Core;

use Drupal\nodejs\Core\HttpResponse;
use Drupal\nodejs\Core\ServerUnreachable;
use Drupal\nodejs\Core\StreamTransport;
use Drupal\Tests\nodejs\SocketServer;
use PHPUnit\Framework\TestCase;

/**
 * Streams speak HTTP/1.1 with a real socket, and give up in time.
 */
final class StreamTransportTest extends TestCase {

  private static SocketServer $server;

  public static function setUpBeforeClass(): void {
    self::$server = new SocketServer();
  }

  public static function tearDownAfterClass(): void {
    self::$server->stop();
  }

  /**
   * Posts to a path.
   */
  private function post(StreamTransport $transport, string $path, string $body = '{}'): HttpResponse {
    return $transport->post(self::$server->url . $path, ['X-API-Key' => 'secret'], $body);
  }

  /**
   * What the server saw.
   *
   * @return array{connection: int, head: string, length: int, end: string}
   *   Decoded.
   */
  private function seen(HttpResponse $response): array {
    return json_decode($response->body, TRUE, 8, JSON_THROW_ON_ERROR);
  }

  public function testOneConnectionServesManyRequests(): void {
    $transport = new StreamTransport();
    $first = $this->seen($this->post($transport, '/plain'));
    $this->assertStringContainsString("\r\nX-API-Key: secret", $first['head']);
    foreach (['/chunked', '/interim', '/plain', '/redirect', '/plain'] as $path) {
      $response = $this->post($transport, $path);
      $this->assertSame(['/interim' => 503, '/redirect' => 302][$path] ?? 200, $response->status);
      if ($path !== '/redirect') {
        $this->assertSame($first['connection'], $this->seen($response)['connection'], $path);
      }
    }
  }

  public function testALongBodyArrivesWhole(): void {
    $seen = $this->seen($this->post(new StreamTransport(), '/plain', str_repeat('x', 3_000_000) . 'end'));
    $this->assertSame(3_000_003, $seen['length']);
    $this->assertSame('end', $seen['end']);
  }

  public function testAConnectionThatWasClosedWhileIdleIsReplaced(): void {
    $transport = new StreamTransport();
    $first = $this->seen($this->post($transport, '/plain-then-close'));
    $second = $this->seen($this->post($transport, '/plain'));
    $this->assertSame($first['connection'] + 1, $second['connection']);
    $this->assertSame(200, $this->post($transport, '/until-close')->status);
    $this->assertSame($first['connection'] + 2, $this->seen($this->post($transport, '/plain'))['connection']);
  }

  public function testAnAnswerThatNeverComesWholeIsAFailureAndLeavesNothingBehind(): void {
    $transport = new StreamTransport(0.1, 0.15);
    foreach (['/half', '/drop', '/garbage', '/silent'] as $path) {
      try {
        $this->post($transport, $path);
        $this->fail($path);
      }
      catch (ServerUnreachable $failure) {
        $this->assertNotSame('', $failure->getMessage());
      }
      $this->assertSame(200, $this->post($transport, '/plain')->status, "after $path");
    }
  }

  public function testAServerThatIsNotThereIsAFailureThatNamesIt(): void {
    $socket = stream_socket_server('tcp://127.0.0.1:0');
    $address = (string) stream_socket_get_name($socket, FALSE);
    fclose($socket);
    $this->expectException(ServerUnreachable::class);
    $this->expectExceptionMessage($address);
    (new StreamTransport())->post("http://$address/api/info", [], '{}');
  }

  public function testAddressesAndHeadersThatWouldForgeARequestAreRefused(): void {
    $transport = new StreamTransport();
    foreach (['ftp://127.0.0.1/', 'http:///x', "http://127.0.0.1/\r\nX: y", 'nonsense'] as $url) {
      try {
        $transport->post($url, [], '{}');
        $this->fail($url);
      }
      catch (ServerUnreachable $failure) {
        $this->assertStringContainsString('no http or https address', $failure->getMessage());
      }
    }
    $this->expectException(ServerUnreachable::class);
    $transport->post(self::$server->url . '/plain', ['X-API-Key' => "a\r\nX-Other: b"], '{}');
  }

}
