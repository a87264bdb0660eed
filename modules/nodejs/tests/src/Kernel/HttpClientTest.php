<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\KernelTests\KernelTestBase;
use Drupal\nodejs\Core\HttpTransport;
use Drupal\nodejs\Core\ServerUnreachable;
use Drupal\Tests\nodejs\SocketServer;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Drupal's own HTTP client reaches the push server, and gives up in time.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class HttpClientTest extends KernelTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['nodejs', 'path_alias', 'system', 'user'];

  private SocketServer $socketServer;

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->socketServer = new SocketServer();
  }

  /**
   * {@inheritdoc}
   */
  protected function tearDown(): void {
    $this->socketServer->stop();
    parent::tearDown();
  }

  public function testAnswersComeBackWhateverTheirStatus(): void {
    $transport = $this->container->get(HttpTransport::class);
    $response = $transport->post($this->socketServer->url . '/plain', ['X-API-Key' => 'secret'], '{"a":1}');
    $this->assertSame(200, $response->status);
    $seen = json_decode($response->body, TRUE);
    $this->assertStringContainsString('X-API-Key: secret', $seen['head']);
    $this->assertSame(7, $seen['length']);
    $again = json_decode($transport->post($this->socketServer->url . '/chunked', [], '{}')->body, TRUE);
    $this->assertSame($seen['connection'], $again['connection'], 'One connection serves many requests.');
    $this->assertSame(503, $transport->post($this->socketServer->url . '/interim', [], '{}')->status);
    $this->assertSame(302, $transport->post($this->socketServer->url . '/redirect', [], '{}')->status);
  }

  public function testAServerThatDoesNotAnswerIsAFailure(): void {
    $this->expectException(ServerUnreachable::class);
    $this->expectExceptionMessageMatches('/timed out after \d+ milliseconds with 0 bytes received$/');
    $this->container->get('nodejs.transport.urgent')->post($this->socketServer->url . '/silent', [], '{}');
  }

}
