<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Event\LinesCommitted;
use Drupal\chatroom\Lines;
use Drupal\chatroom\Members;
use Drupal\chatroom\Role;
use Drupal\chatroom\Sanctions;
use Drupal\nodejs_notify\Inbox;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Mentions in the inbox.
 *
 * @group chatroom
 */
#[Group('chatroom')]
#[RunTestsInSeparateProcesses]
final class MentionNoticesTest extends ChatroomTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['block', 'nodejs_notify'];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->installSchema('nodejs_notify', ['nodejs_notify_notice', 'nodejs_notify_broadcast', 'nodejs_notify_device']);
    $this->installConfig(['filter', 'nodejs_notify']);
  }

  public function testWhoCanNotReadTheRoomAnyMoreIsToldNothingOfIt(): void {
    $room = $this->rooms()->create('den', 'Den');
    $members = $this->container->get(Members::class);
    [$stays, $left, $banned, $blocked] = array_map($this->createUser(...), [[], [], [], []], ['stays', 'left', 'banned', 'blocked']);
    foreach ([$stays, $left, $banned, $blocked] as $account) {
      $members->set($room, (int) $account->id(), Role::Member);
    }
    $this->say($room, 99, 'the secret of the den');
    $uids = array_map(static fn ($account): string => (string) $account->id(), [$stays, $left, $banned, $blocked]);
    $this->container->get('database')->update('chatroom_message')->fields(['mentions' => implode(',', $uids)])->execute();
    // Drupal may hear of a line long after it was written.
    $members->set($room, (int) $left->id(), NULL);
    $this->container->get(Sanctions::class)->impose($room, (int) $banned->id(), 'ban', 0, '', 1);
    $blocked->block()->save();
    $room = $this->rooms()->load('den') ?? $room;
    $this->container->get('event_dispatcher')->dispatch(new LinesCommitted($room, $this->container->get(Lines::class)->newest($room)));
    $told = array_map(fn (string $uid): int => count($this->container->get(Inbox::class)->latest((int) $uid, 9)), $uids);
    $this->assertSame([1, 0, 0, 0], $told);
  }

}
