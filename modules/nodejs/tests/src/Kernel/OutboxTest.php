<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\Core\Database\Database;
use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Publication;
use Drupal\nodejs\DatabaseOutboxStore;
use Drupal\nodejs\KeyValueBreaker;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Messages are kept with the change they speak of, until the server has them.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class OutboxTest extends NodejsKernelTestBase {

  /**
   * What is in the table, row by row.
   *
   * @return list<int>
   *   Numbers of messages.
   */
  private function rows(): array {
    return array_map(intval(...), $this->container->get('database')->query('SELECT messages FROM {nodejs_outbox} ORDER BY id')->fetchCol());
  }

  /**
   * The data of everything published.
   *
   * @return list<mixed>
   *   In order.
   */
  private function published(): array {
    $publications = array_filter($this->server->calls(), static fn (array $call): bool => $call[0] === 'publish');
    return array_column(array_column($publications, 1), 'data');
  }

  /**
   * Enqueues publications.
   */
  private function publish(mixed ...$data): void {
    foreach ($data as $datum) {
      $this->container->get(DeferredPublisher::class)->publish(new Publication('example', $datum));
    }
  }

  public function testMessagesOfOneRequestShareARowUntilTheyAreSent(): void {
    $this->publish(1, 'ü %_\'"\\', ['a' => []]);
    $this->assertSame([3], $this->rows());
    $this->endRequest();
    $this->assertSame([1, 'ü %_\'"\\', ['a' => []]], $this->published());
    $this->assertCount(1, $this->server->requests);
    $this->assertSame([], $this->rows());
  }

  public function testARowStaysSmall(): void {
    $store = $this->container->get(DatabaseOutboxStore::class);
    foreach ([...range(1, 201), str_repeat('x', 131_072), 'next'] as $line) {
      $store->append((string) $line, 1);
    }
    $this->assertSame([200, 2, 1], $this->rows());
  }

  public function testACommandSendsAsItGoes(): void {
    $this->publish(...range(1, 150));
    $this->assertSame(range(1, 100), $this->published());
    $this->assertSame([50], $this->rows());
    $transaction = $this->container->get('database')->startTransaction();
    $this->publish(...range(151, 250));
    $this->assertCount(1, $this->server->requests, 'Nothing leaves that could be rolled back.');
    unset($transaction);
    $this->assertSame(range(1, 200), array_slice($this->published(), 0, 200));
    $this->endRequest();
    $this->assertSame(range(1, 250), $this->published());
  }

  public function testARowComesAndGoesWithItsTransaction(): void {
    $database = $this->container->get('database');
    $transaction = $database->startTransaction();
    $this->publish('never');
    $this->assertSame([1], $this->rows());
    $transaction->rollBack();
    unset($transaction);
    $this->assertSame([], $this->rows());

    $transaction = $database->startTransaction();
    $this->publish('kept', 'too');
    unset($transaction);
    $this->publish('outside');
    $transaction = $database->startTransaction();
    $this->publish('third');
    unset($transaction);
    $this->assertSame([2, 1, 1], $this->rows(), 'No transaction extends a row that others may send.');
    $this->endRequest();
    $this->assertSame(['kept', 'too', 'outside', 'third'], $this->published());
  }

  public function testASavepointThatIsRolledBackTakesItsMessagesAlong(): void {
    $database = $this->container->get('database');
    $outer = $database->startTransaction();
    $this->publish('first');
    $inner = $database->startTransaction();
    $this->publish('never');
    $inner->rollBack();
    unset($inner);
    $inner = $database->startTransaction();
    $this->publish('second');
    unset($inner);
    unset($outer);
    $this->endRequest();
    $this->assertSame(['first', 'second'], $this->published());
  }

  public function testWhatAKilledProcessLeftLeavesWithTheNextMessageFirst(): void {
    $this->publish('left behind');
    // Nothing but the database survives a kill.
    $this->assertSame([1], $this->rows());
    $this->container->get('kernel')->rebuildContainer();
    $this->container = $this->container->get('kernel')->getContainer();
    $this->publish('next');
    $this->endRequest();
    $this->assertSame(['left behind', 'next'], $this->published());
  }

  public function testAnOutageKeepsMessagesUntilTheServerCalls(): void {
    $this->server->answer(NULL);
    $this->publish('one');
    $this->endRequest();
    $this->publish('two');
    $this->endRequest();
    $this->assertCount(1, $this->server->requests, 'Only the first request tries.');
    $this->assertSame('No answer.', $this->container->get(KeyValueBreaker::class)->outage()['reason']);

    $this->server->answer();
    $this->server->requests = [];
    $this->assertSame([200, ['sent' => 2, 'left' => 0, 'expired' => 0, 'again' => 60]], $this->answerTo($this->signed('POST', '/nodejs/flush', '{}')));
    $this->assertSame(['one', 'two'], $this->published());
    $this->assertNull($this->container->get(KeyValueBreaker::class)->outage());
    $this->assertSame([], $this->rows());
  }

  public function testCronSendsWhatWaits(): void {
    $this->server->answer(NULL);
    $this->publish('one');
    $this->endRequest();
    $this->server->answer();
    $this->container->get('cron')->run();
    $this->assertSame(['one', 'one'], $this->published());
    $this->assertSame([], $this->rows());
  }

  public function testTheFlushRouteAnswersTheServerOnly(): void {
    $this->publish('one');
    $denied = [403, ['error' => ['code' => 103, 'message' => 'permission denied']]];
    $unsigned = $this->signed('POST', '/nodejs/flush', '{}');
    $unsigned->headers->remove('X-Nodejs-Signature');
    $this->assertSame($denied, $this->answerTo($unsigned));
    $this->assertSame($denied, $this->answerTo($this->signed('POST', '/nodejs/flush', '{}', time() - 100)));
    $forged = $this->signed('POST', '/nodejs/flush', '{}');
    $forged->headers->set('X-Nodejs-Signature', substr((string) $forged->headers->get('X-Nodejs-Signature'), 0, -1) . '!');
    $this->assertSame($denied, $this->answerTo($forged));
    $this->setSetting('nodejs', array_diff_key(self::KEYS, ['backend_key' => 1]));
    $this->container->get('kernel')->rebuildContainer();
    $this->container = $this->container->get('kernel')->getContainer();
    $this->assertSame($denied, $this->answerTo($this->signed('POST', '/nodejs/flush', '{}')));
    $this->assertSame([1], $this->rows());
    $this->assertSame([], $this->server->requests);
  }

  public function testExpiredMessagesAreCounted(): void {
    $this->publish('old', 'old too');
    $this->container->get('database')->update('nodejs_outbox')->fields(['expires' => 1])->expression('payload', "REPLACE(payload, '17', '1')")->execute();
    $this->server->answer(NULL);
    $this->container->get(KeyValueBreaker::class)->open('away');
    $this->endRequest();
    $this->assertSame([], $this->rows());
    $this->assertSame(2, $this->container->get(DatabaseOutboxStore::class)->expired()['messages']);
  }

  public function testBeforeTheUpdateIsRunMessagesAreSentFromMemory(): void {
    Database::getConnection()->schema()->dropTable('nodejs_outbox');
    $this->publish('old site');
    $this->endRequest();
    $this->assertSame(['old site'], $this->published());
    require_once __DIR__ . '/../../../nodejs.install';
    nodejs_update_10601();
    nodejs_update_10601();
    $this->publish('new site');
    $this->assertSame(['old site', 'new site'], $this->published());
    $this->assertSame([], $this->rows());
  }

}
