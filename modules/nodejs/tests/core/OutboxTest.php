<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Core;

use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Delivery;
use Drupal\nodejs\Core\HttpResponse;
use Drupal\nodejs\Core\Outbox;
use Drupal\nodejs\Core\OutboxRow;
use Drupal\nodejs\Core\Publication;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Core\Settings;
use Drupal\Tests\nodejs\RecordingTransport;
use PHPUnit\Framework\TestCase;

/**
 * What is kept arrives once, in order, or is counted as too old.
 */
final class OutboxTest extends TestCase {

  private MemoryOutboxStore $store;

  private MemoryBreaker $breaker;

  private RecordingTransport $server;

  private float $now = 1_790_000_000.0;

  /**
   * What was reported.
   *
   * @var list<string>
   */
  private array $reports = [];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    $this->store = new MemoryOutboxStore();
    $this->breaker = new MemoryBreaker();
    $this->server = new RecordingTransport();
  }

  /**
   * An outbox over the test's parts, as each request makes its own.
   */
  private function outbox(): Outbox {
    $report = function (\Throwable $failure): void {
      $this->reports[] = $failure->getMessage();
    };
    $clock = fn (): float => $this->now;
    return new Outbox($this->store, fn (): Delivery => new Delivery($this->store, $this->api(), $this->breaker, $this->breaker, $report, $clock), $clock);
  }

  /**
   * The way to the recording server.
   */
  private function api(): ServerApi {
    return new ServerApi($this->server, new Settings(['api_url' => 'http://push.test', 'api_key' => str_repeat('k', 32)]));
  }

  /**
   * Keeps a publication of each datum.
   */
  private function keep(mixed ...$data): void {
    foreach ($data as $datum) {
      $this->assertTrue($this->outbox()->keep(new Publication('a', $datum)));
    }
  }

  /**
   * The data of what was sent.
   *
   * @return list<mixed>
   *   In order.
   */
  private function sent(): array {
    return array_map(static fn (array $call): mixed => $call[1]['data'], $this->server->calls());
  }

  public function testEverythingThatWaitsLeavesInOneRequest(): void {
    $this->keep(1, ['subject' => 'ü/"'], (object) []);
    $run = $this->outbox()->flush(['{"channel":"a","data":"hint"}']);
    $this->assertCount(1, $this->server->requests);
    $this->assertSame('http://push.test/api/batch', $this->server->requests[0]['url']);
    $this->assertSame([1, ['subject' => 'ü/"'], [], 'hint'], $this->sent());
    $this->assertSame([3, 0], [$run->sent, $run->expired]);
    $this->assertSame([], $this->store->rows);
    $this->outbox()->flush();
    $this->assertCount(1, $this->server->requests, 'Nothing is sent twice.');
  }

  public function testMoreThanOneRequestTakesGoesInSeveral(): void {
    $this->keep(...array_fill(0, 7, str_repeat('x', 200_000)));
    $this->outbox()->flush();
    $this->assertSame([2, 2, 2, 1], array_map(static fn (array $request): int => count($request['body']['commands']), $this->server->requests));
    foreach ($this->server->requests as $request) {
      $this->assertLessThan(1_000_000, strlen((string) json_encode($request['body'])));
    }
  }

  public function testWhileTheServerIsAwayOnlyTheFirstRequestTriesIt(): void {
    $this->server->answer(NULL);
    $this->keep(1);
    $this->outbox()->flush(['{"channel":"a","data":"hint"}']);
    $this->keep(2);
    $this->outbox()->flush(['{"channel":"a","data":"hint"}']);
    $this->outbox()->flush();
    $this->assertCount(1, $this->server->requests);
    $this->assertSame(['No answer.'], $this->reports);
    $this->assertFalse($this->breaker->locked);

    $this->server->answer();
    $this->server->requests = [];
    $run = $this->outbox()->probe();
    $this->assertSame('info', $this->server->calls()[0][0]);
    $this->assertSame([1, 2], array_column(array_column(array_slice($this->server->calls(), 1), 1), 'data'), 'Hints are gone, the rest is in order.');
    $this->assertSame(2, $run->sent);
    $this->keep(3);
    $this->outbox()->flush();
    $this->assertSame(3, $this->server->calls()[3][1]['data'], 'Pages send again.');
  }

  public function testAProbeThatFailsReportsNothingAndSendsNothing(): void {
    $this->server->answer(NULL);
    $this->keep(1);
    $this->outbox()->flush();
    $this->server->requests = [];
    $this->outbox()->probe();
    $this->assertSame(['info'], array_column($this->server->calls(), 0));
    $this->assertCount(1, $this->store->rows);
    $this->assertCount(1, $this->reports);
  }

  public function testASecondTryCarriesTheSameKeys(): void {
    $this->server->answer(NULL);
    $this->keep(1);
    $this->outbox()->flush();
    $this->server->answer();
    $this->outbox()->probe();
    $calls = $this->server->calls();
    $this->assertSame($calls[0][1]['idempotency_key'], $calls[2][1]['idempotency_key']);
    $this->assertMatchesRegularExpression('/^[0-9a-f]{24}$/', $calls[0][1]['idempotency_key']);
  }

  public function testAMessageThatIsTooOldIsCountedNotSent(): void {
    $this->outbox()->keep(new Publication('a', 'short', NULL, TRUE, 10));
    $this->keep('long');
    $this->now += 11;
    $run = $this->outbox()->flush();
    $this->assertSame(['long'], $this->sent());
    $this->assertSame([1, 1, 1], [$run->sent, $run->expired, $this->store->expired]);
  }

  public function testAnOutageLeavesNoOldRowsBehind(): void {
    $this->server->answer(NULL);
    $this->keep(1, 2);
    $this->outbox()->flush();
    $this->now += 301;
    $this->keep(3);
    $run = $this->outbox()->flush();
    $this->assertSame([2, 2], [$run->expired, $this->store->expired]);
    $this->assertCount(1, $this->store->rows);
    $this->assertFalse($this->breaker->locked);
  }

  public function testNoPublicationOutlivesTheServersMemoryOfKeys(): void {
    $this->expectException(\InvalidArgumentException::class);
    new Publication('a', 1, NULL, TRUE, 301);
  }

  public function testARefusedMessageTakesOnlyItselfDown(): void {
    $this->server->answer(new HttpResponse(200, '{"replies":[{"publish":{}},{"error":{"code":102,"message":"unknown channel"}},{"publish":{}}]}'));
    $this->keep(1, 2, 3);
    $this->outbox()->flush();
    $this->assertSame([], $this->store->rows);
    $this->assertSame(['unknown channel'], $this->reports);
    $this->assertFalse($this->breaker->isOpen());
  }

  public function testAMessageThatTheServerFailedOnIsSentAgain(): void {
    $this->server->answer(new HttpResponse(200, '{"replies":[{"publish":{}},{"error":{"code":100,"message":"internal server error"}}]}'));
    $this->keep(1, 2);
    $this->outbox()->flush();
    $this->assertCount(2, $this->store->rows);
    $this->server->answer();
    $this->outbox()->flush();
    $this->assertSame([], $this->store->rows);
  }

  public function testAMessageThatMakesTheServerRefuseARequestIsFoundAndDropped(): void {
    $tooLarge = new HttpResponse(413, '{"error":{"code":107,"message":"too large"}}');
    $taken = static fn (int $count): HttpResponse => RecordingTransport::taken(['commands' => array_fill(0, $count, ['publish' => []])]);
    $this->server->answer($tooLarge, $taken(2), $tooLarge, $tooLarge, $taken(1));
    $this->keep('a', 'b', 'large', 'd');
    $this->outbox()->flush();
    $this->assertSame([], $this->store->rows);
    $this->assertSame(['too large'], $this->reports);
    $this->assertSame([4, 2, 2, 1, 1], array_map(static fn (array $request): int => count($request['body']['commands']), $this->server->requests));
  }

  public function testAWrongKeyKeepsTheMessages(): void {
    $this->server->answer(new HttpResponse(401, '{"error":{"code":101,"message":"unauthorized"}}'));
    $this->keep(1);
    $this->outbox()->flush();
    $this->assertCount(1, $this->store->rows);
    $this->assertSame('unauthorized', $this->breaker->reason);
  }

  public function testAnAnswerThatIsNoneKeepsTheMessages(): void {
    foreach (['<html>', '{"replies":[]}', '{"replies":{}}', '{"result":{}}', 'null'] as $body) {
      $this->server->answer(new HttpResponse(200, $body));
      $this->breaker->close();
      $this->keep(1);
      $this->outbox()->flush();
      $this->assertTrue($this->breaker->isOpen(), $body);
    }
    $this->assertCount(5, $this->store->rows);
  }

  public function testOneProcessAtATimeEmptiesTheOutbox(): void {
    $this->breaker->acquire();
    $this->keep(1);
    $this->outbox()->flush(['{"channel":"a","data":"hint"}']);
    $this->assertSame(['hint'], $this->sent(), 'Hints have no order to keep.');
    $this->assertCount(1, $this->store->rows);
    $this->assertTrue($this->breaker->locked, "Somebody else's lock stays.");
  }

  public function testARowThatGrewWhileItWasSentIsSentOnceMore(): void {
    $this->keep(1);
    $row = $this->store->rows[1];
    $this->store->rows[1] = new OutboxRow(1, 2, $row->payload . "\n" . OutboxRow::line(new Publication('a', 2), (int) $this->now + 9));
    $this->store->remove($row);
    $this->assertSame(2, $this->outbox()->flush()->sent);
    $this->assertSame([1, 2], $this->sent());
  }

  public function testWhatCannotBeKeptIsSentFromMemory(): void {
    $this->store->full = TRUE;
    $deferred = new DeferredPublisher($this->outbox(), static fn () => NULL);
    $deferred->publish(new Publication('a', 'kept nowhere'));
    $deferred->publish(new Publication('a', NAN));
    $deferred->publish(new Publication('a', 'hint', NULL, FALSE));
    $deferred->end();
    $this->assertSame(['kept nowhere', 'hint'], $this->sent());
  }

  public function testAHintIsNeverKept(): void {
    $deferred = new DeferredPublisher($this->outbox(), static fn () => NULL);
    $deferred->publish(new Publication('a', 'hint', NULL, FALSE));
    $this->assertSame([], $this->store->rows);
    $this->server->answer(NULL);
    $deferred->end();
    $this->assertSame([], $this->store->rows);
  }

  public function testARequestThatPublishesNothingAsksNothing(): void {
    $this->keep('of another request');
    (new DeferredPublisher($this->outbox(), static fn () => NULL))->end();
    $this->assertSame([], $this->server->requests);
  }

}
