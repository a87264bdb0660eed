<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Core;

use Drupal\nodejs\Core\CommitGate;
use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\HttpResponse;
use Drupal\nodejs\Core\Publication;
use Drupal\nodejs\Core\Publisher;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Core\Settings;
use Drupal\Tests\nodejs\RecordingTransport;
use PHPUnit\Framework\TestCase;

/**
 * Only what was committed leaves, and a dead server costs one try a request.
 */
final class DeferredPublisherTest extends TestCase {

  private int $reports = 0;

  /**
   * A publisher over a transport.
   */
  private function publisher(RecordingTransport $transport, ?CommitGate $gate = NULL): DeferredPublisher {
    $settings = new Settings(['api_url' => 'http://push.test', 'api_key' => str_repeat('k', 32)]);
    return new DeferredPublisher(new Publisher(new ServerApi($transport, $settings)), function (): void {
      $this->reports++;
    }, $gate);
  }

  /**
   * A gate that keeps tasks until the test opens or drops them.
   */
  private function gate(): CommitGate {
    return new class() implements CommitGate {

      /**
       * Tasks of the open transaction.
       *
       * @var list<\Closure>
       */
      public array $tasks = [];

      /**
       * {@inheritdoc}
       */
      public function whenCommitted(\Closure $task): void {
        $this->tasks[] = $task;
      }

    };
  }

  public function testWhatIsNotCommittedIsNotSent(): void {
    $server = new RecordingTransport();
    $gate = $this->gate();
    $publisher = $this->publisher($server, $gate);
    $publisher->publish(new Publication('a', 1));
    $publisher->publish(new Publication('b', 1));
    $gate->tasks[1]();
    $publisher->end();
    $this->assertSame(['b'], array_column(array_column($server->requests, 'body'), 'channel'));
  }

  public function testWhatIsCommittedAfterTheEndLeavesAtOnce(): void {
    $server = new RecordingTransport();
    $gate = $this->gate();
    $publisher = $this->publisher($server, $gate);
    $publisher->publish(new Publication('a', 1));
    $publisher->end();
    $this->assertSame([], $server->requests);
    $gate->tasks[0]();
    $this->assertCount(1, $server->requests);
    $publisher->end();
    $this->assertCount(1, $server->requests, 'Nothing is sent twice.');
  }

  public function testAServerThatIsAwayIsTriedOnce(): void {
    $server = new RecordingTransport(NULL);
    $publisher = $this->publisher($server);
    foreach (['a', 'b', 'c'] as $channel) {
      $publisher->publish(new Publication($channel, 1));
    }
    $publisher->end();
    $this->assertCount(1, $server->requests);
    $this->assertSame(1, $this->reports);
  }

  public function testOneBadPublicationTakesOnlyItselfDown(): void {
    $server = new RecordingTransport(new HttpResponse(400, '{"error":{"code":107,"message":"bad request"}}'), new HttpResponse(200, '{"result":{}}'));
    $publisher = $this->publisher($server);
    $publisher->publish(new Publication('a', NAN));
    $publisher->publish(new Publication('b', 1));
    $publisher->publish(new Publication('c', "broken \xB1 bytes"));
    $publisher->end();
    $this->assertSame(['b', 'c'], array_column(array_column($server->requests, 'body'), 'channel'));
    $this->assertSame("broken \u{FFFD} bytes", $server->params()['data']);
    $this->assertSame(1, $this->reports);
  }

  public function testALongRunSendsAsItGoes(): void {
    $server = new RecordingTransport();
    $settings = new Settings(['api_url' => 'http://push.test', 'api_key' => str_repeat('k', 32)]);
    $publisher = new DeferredPublisher(new Publisher(new ServerApi($server, $settings)), static fn () => NULL, NULL, FALSE);
    for ($i = 0; $i < 99; $i++) {
      $publisher->publish(new Publication('a', $i));
    }
    $this->assertSame([], $server->requests);
    $publisher->publish(new Publication('a', 99));
    $this->assertCount(100, $server->requests);
  }

}
