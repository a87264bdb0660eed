<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\nodejs\PromptQueue;
use Drupal\nodejs_test\Plugin\QueueWorker\Errand;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Work that was noted is done after the response, if what it is about holds.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class PromptQueueTest extends NodejsKernelTestBase {

  /**
   * Notes errands, ends the request, and gives what was done.
   *
   * @return list<string>
   *   In order.
   */
  private function done(string ...$errands): array {
    Errand::$done = [];
    $queue = $this->container->get(PromptQueue::class);
    array_map(static fn (string $errand) => $queue->add('nodejs_test_errand', $errand), $errands);
    $queue->destruct();
    return Errand::$done;
  }

  /**
   * How many errands wait.
   */
  private function waiting(): int {
    return $this->container->get('queue')->get('nodejs_test_errand')->numberOfItems();
  }

  public function testItemsHaveTheirPlaceBeforeATransactionNeedsIt(): void {
    $schema = $this->container->get('database')->schema();
    require_once __DIR__ . '/../../../nodejs.install';
    foreach (['nodejs_install', 'nodejs_update_10605'] as $way) {
      $schema->dropTable('queue');
      $way();
      $this->assertTrue($schema->tableExists('queue'), $way);
      $this->assertSame(0, $this->container->get('queue')->get('nodejs')->numberOfItems());
    }
  }

  public function testItemsAreWorkedInOrderAlsoThoseThatTheirWorkerAdds(): void {
    $this->assertSame(['one', 'more', 'two', 'the rest'], $this->done('one', 'more', 'two'));
    $this->assertSame(0, $this->waiting());
    $this->assertSame([], $this->done());
  }

  public function testNothingIsDoneThatWasRolledBackOrStillMayBe(): void {
    $database = $this->container->get('database');
    $this->container->get(PromptQueue::class)->prepare();
    $transaction = $database->startTransaction();
    $this->assertSame([], $this->done('never'));
    $transaction->rollBack();
    unset($transaction);
    $this->assertSame(['second'], $this->done('second'));
    $this->assertSame(0, $this->waiting());
  }

  public function testWhatFailsWaitsForCronAndStopsNoOther(): void {
    $this->assertSame(['fail', 'later', 'one'], $this->done('fail', 'later', 'one'));
    $this->assertSame(2, $this->waiting());
    $expires = $this->container->get('database')->query('SELECT expire FROM {queue} ORDER BY expire DESC')->fetchCol();
    $this->assertGreaterThan(time() + 500, $expires[0]);
    $this->assertSame([], $this->done(), 'Nothing is tried at once.');
  }

  public function testAWorkerThatHasEnoughIsLeftAlone(): void {
    $this->assertSame(['stop'], $this->done('stop', 'one'));
    $this->assertSame(2, $this->waiting());
  }

  public function testWhatAKilledProcessNotedIsDoneByCron(): void {
    Errand::$done = [];
    $this->container->get(PromptQueue::class)->add('nodejs_test_errand', 'left behind');
    $this->container->get('kernel')->rebuildContainer();
    $this->container = $this->container->get('kernel')->getContainer();
    $this->container->get('cron')->run();
    $this->assertSame(['left behind'], Errand::$done);
  }

}
