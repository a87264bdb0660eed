<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_watchdog\Kernel;

use Drupal\Core\Session\AnonymousUserSession;
use Drupal\nodejs\Identities;
use Drupal\nodejs_watchdog\Hints;
use Drupal\Tests\nodejs\Kernel\NodejsKernelTestBase;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * Whoever reads the log is told that there is more, and nobody else is.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class LiveLogTest extends NodejsKernelTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['dblog', 'nodejs_watchdog'];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->installSchema('dblog', ['watchdog']);
    $this->installConfig(['dblog']);
  }

  /**
   * Logs, and ends the request.
   */
  private function logAndEnd(string $channel = 'example', int $lines = 1): void {
    for ($line = 1; $line <= $lines; $line++) {
      $this->container->get('logger.factory')->get($channel)->notice('Line @line', ['@line' => $line]);
    }
    $this->endRequest();
  }

  /**
   * Somebody looks at the log, in a process of their own.
   */
  private function look(): void {
    $hints = $this->container->get(Hints::class);
    $hints->look();
    $hints->reset();
  }

  public function testManyLinesAreOneHintWithNothingOfThem(): void {
    $this->look();
    $this->logAndEnd(lines: 100);
    $this->assertSame(['publish'], $this->asked());
    $params = $this->server->calls()[0][1];
    $this->assertSame(Hints::CHANNEL, $params['channel']);
    $this->assertSame(['type' => 'watchdog'], $params['data']);
  }

  public function testNobodyIsToldWhereNobodyLooks(): void {
    $this->logAndEnd();
    $this->assertSame([], $this->asked());
  }

  public function testThereIsOneHintForEachLook(): void {
    $this->look();
    $this->logAndEnd();
    $this->logAndEnd();
    $this->assertCount(1, $this->asked());
    $this->look();
    $this->logAndEnd();
    $this->assertCount(2, $this->asked());
  }

  public function testHintThatNobodyFollowedIsRepeated(): void {
    $this->look();
    $this->logAndEnd();
    $store = $this->container->get('keyvalue')->get(Hints::COLLECTION);
    $store->set('given', $store->get('given') - 3);
    $store->set('looked', $store->get('looked') - 4);
    $this->logAndEnd();
    $this->assertCount(2, $this->asked());
  }

  public function testRequestThatLoggedNothingTellsNothing(): void {
    $this->look();
    $this->logAndEnd();
    $this->look();
    $this->endRequest();
    $this->assertCount(1, $this->asked());
  }

  public function testWhatRealTimeLogsOfItselfIsNoNews(): void {
    $this->look();
    $this->logAndEnd('nodejs');
    $this->assertSame([], $this->asked());
  }

  public function testServerThatIsAwayIsAskedOnceAndLoggedOnce(): void {
    $this->look();
    $this->server->answer(NULL);
    for ($request = 1; $request <= 5; $request++) {
      $this->look();
      $this->logAndEnd();
    }
    $this->assertCount(1, $this->server->requests);
    $lines = $this->container->get('database')->query("SELECT type FROM {watchdog} ORDER BY wid")->fetchCol();
    $this->assertSame(1, array_count_values($lines)['nodejs']);
    $this->assertSame(5, array_count_values($lines)['example']);
  }

  public function testLookThatLogsSomethingBringsNoOtherLook(): void {
    $this->container->get(Hints::class)->look();
    $this->logAndEnd();
    $this->assertSame([], $this->asked());
  }

  public function testOnlyWhoMayReadTheLogHearsOfIt(): void {
    $identities = $this->container->get(Identities::class);
    $reader = $this->createUser(['access site reports'], 'reader');
    $this->assertContains(Hints::CHANNEL, $identities->of($reader)->channels);
    $this->assertNotContains(Hints::CHANNEL, $identities->of($this->alice())->channels);
    $this->assertNotContains(Hints::CHANNEL, $identities->of(new AnonymousUserSession())->channels);
  }

  public function testOnlyTheLogPageOfWhoMayReadItListens(): void {
    $this->config('system.site')->set('page.front', '/user/login')->save();
    $this->setCurrentUser($this->createUser(['access site reports', 'access administration pages'], 'reader'));
    $kernel = $this->container->get('http_kernel');
    $this->assertStringContainsString('"nodejsWatchdog":{"channel":"watchdog_dblog","newest":', (string) $kernel->handle(Request::create('/admin/reports/dblog'))->getContent());
    $this->assertStringNotContainsString('nodejsWatchdog', (string) $kernel->handle(Request::create('/user/login'))->getContent());
    $this->setCurrentUser($this->alice());
    $this->assertSame(403, $kernel->handle(Request::create('/admin/reports/dblog'))->getStatusCode());
  }

  public function testUninstallingLeavesNothing(): void {
    $this->look();
    $this->container->get('module_installer')->uninstall(['nodejs_watchdog']);
    $this->assertSame([], $this->container->get('keyvalue')->get('nodejs_watchdog')->getAll());
    $this->logAndEnd();
    $this->assertSame([], $this->asked());
  }

}
