<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_notify\Kernel;

use Drupal\nodejs\PromptQueue;
use Drupal\nodejs_notify\Broadcast;
use Drupal\nodejs_notify\Broadcasts;
use Drupal\nodejs_notify\Choices;
use Drupal\nodejs_notify\Notice;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Announcements reach whom they are for, once, when it is time.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class BroadcastTest extends NotifyKernelTestBase {

  /**
   * Announces something.
   *
   * @param string $audience
   *   To whom.
   * @param list<string> $targets
   *   Which of them.
   * @param int $at
   *   When.
   */
  private function announce(string $audience, array $targets = [], int $at = 0): int {
    return $this->container->get(Broadcasts::class)->schedule(new Notice('Tea', category: 'broadcast'), $audience, $targets, $at, 1);
  }

  /**
   * Ends the request, in the order of the kernel.
   */
  protected function endRequest(): void {
    $this->container->get(PromptQueue::class)->destruct();
    parent::endRequest();
  }

  public function testEverybodyIsToldAtOnceAndThenInboxByInbox(): void {
    $alice = $this->alice();
    $muted = $this->createUser();
    $this->container->get(Choices::class)->set((int) $muted->id(), TRUE, ['broadcast']);
    $id = $this->announce('everyone');
    $this->endRequest();
    $published = $this->published();
    $face = ['subject' => 'Tea', 'body' => '', 'severity' => 'status', 'category' => 'broadcast'];
    $this->assertSame(['nodejs_broadcast', ['callback' => 'nodejsNotice', 'notice' => ['key' => 'broadcast:' . $id] + $face]], $published[0]);
    $this->assertSame(['nodejs_broadcast', 'user:1', 'user:' . $alice->id()], array_column($published, 0));
    $this->assertSame('broadcast:' . $id, $published[2][1]['notice']['key'], 'A page shows it once.');
    $this->assertSame([['Tea'], []], [$this->subjects($alice->id()), $this->subjects($muted->id())]);
    $broadcast = $this->container->get(Broadcasts::class)->load($id);
    $this->assertSame([Broadcast::SENT, 2], [$broadcast?->state, $broadcast?->told]);
  }

  public function testRolesUsersAndChannels(): void {
    $alice = $this->alice();
    $bob = $this->createUser();
    $role = $this->createRole([], 'cooks');
    $bob->addRole($role)->save();
    $this->announce('roles', [$role]);
    $this->announce('users', [(string) $alice->id()]);
    $this->announce('channel', ['kitchen']);
    $this->endRequest();
    $this->assertSame([['Tea'], ['Tea'], []], [$this->subjects($alice->id()), $this->subjects($bob->id()), $this->subjects(1)]);
    $this->assertEqualsCanonicalizing(['role:cooks', 'kitchen', 'user:' . $bob->id(), 'user:' . $alice->id()], array_column($this->published(), 0));
    $this->announce('roles', ['authenticated']);
    $this->endRequest();
    $this->assertSame(['Tea'], $this->subjects(1), 'All accounts are authenticated.');
  }

  public function testALaterOneWaitsForCronAndCanBeCancelled(): void {
    $broadcasts = $this->container->get(Broadcasts::class);
    $later = $this->announce('everyone', [], time() + 3600);
    $cancelled = $this->announce('everyone', [], time() + 3600);
    $this->container->get('cron')->run();
    $this->assertSame([], $this->subjects(1));
    $this->assertTrue($broadcasts->cancel($cancelled));
    $this->container->get('database')->update('nodejs_notify_broadcast')->fields(['send_at' => 1_000_000_000])->execute();
    $broadcasts->sendDue();
    $broadcasts->sendDue();
    $this->endRequest();
    $this->assertSame(['Tea'], $this->subjects(1));
    $this->assertFalse($broadcasts->cancel($later));
    $this->assertCount(1, $broadcasts->latest());
    $this->container->get('cron')->run();
    $this->assertCount(0, $broadcasts->latest(), 'It is long ago.');
  }

  public function testNobodyIsToldTwiceHoweverOftenItIsTried(): void {
    $alice = $this->alice();
    $id = $this->announce('everyone');
    $broadcasts = $this->container->get(Broadcasts::class);
    $broadcasts->fanOut($id, 0);
    $broadcasts->fanOut($id, 0);
    $this->endRequest();
    $this->assertSame(['Tea'], $this->subjects($alice->id()));
    $this->assertSame(2, $broadcasts->load($id)?->told);
  }

  public function testAProcessThatIsKilledLeavesTheRestToCron(): void {
    $this->announce('everyone');
    // Nothing but the database survives a kill.
    $this->container->get('kernel')->rebuildContainer();
    $this->container = $this->container->get('kernel')->getContainer();
    $this->assertSame([], $this->subjects(1));
    $this->container->get('cron')->run();
    $this->assertSame(['Tea'], $this->subjects(1));
  }

  public function testManyInboxesAreFilledInSteps(): void {
    for ($n = 0; $n < 205; $n++) {
      $this->container->get('database')->insert('users')->fields(['uid' => 1000 + $n, 'uuid' => 'u' . $n, 'langcode' => 'en'])->execute();
      $this->container->get('database')->insert('users_field_data')->fields(['uid' => 1000 + $n, 'name' => 'n' . $n, 'langcode' => 'en', 'status' => 1, 'created' => 1, 'changed' => 1, 'access' => 0, 'login' => 0, 'default_langcode' => 1])->execute();
    }
    $id = $this->announce('everyone');
    $this->endRequest();
    $this->assertSame(206, $this->container->get(Broadcasts::class)->load($id)?->told);
    $this->assertSame(Broadcast::SENT, $this->container->get(Broadcasts::class)->load($id)->state);
  }

  public function testAUsersOwnChannelIsNoneForAnnouncements(): void {
    foreach (['kitchen', 'nodejs_notify', 'news:today', 'role:editor'] as $channel) {
      $this->assertTrue(Broadcasts::isChannel($channel), $channel);
    }
    foreach (['user:1', 'nodejs_user_1', 'session:abc', 'content:x', 'entity:node-1', 'chat:1', '', 'a b', "a\n", str_repeat('a', 129)] as $channel) {
      $this->assertFalse(Broadcasts::isChannel($channel), $channel);
    }
  }

}
