<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Commands;
use Drupal\chatroom\Members;
use Drupal\chatroom\Role;
use Drupal\chatroom\RoomAccess;
use Drupal\chatroom\Sanctions;
use Drupal\nodejs\Core\Refusal;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Lines that are commands.
 *
 * @group chatroom
 */
#[Group('chatroom')]
#[RunTestsInSeparateProcesses]
final class CommandTest extends ChatroomTestBase {

  public function testModeratorsPutSomebodyOutForAReason(): void {
    $room = $this->rooms()->create('lobby', 'Lobby');
    $members = $this->container->get(Members::class);
    $eve = $this->createUser([], 'eve');
    $bob = $this->createUser([], 'Bob the Builder');
    $members->set($room, (int) $eve->id(), Role::Moderator);
    $members->set($room, (int) $bob->id(), Role::Member);
    $commands = $this->container->get(Commands::class);
    $this->assertSame(['ban', 'kick'], array_column($commands->all(), 'name'));
    $this->assertSame('Bob the Builder is put out.', $commands->run('kick', $room, $eve, '@Bob the Builder too loud, Bob'));
    $this->assertNull($this->container->get(RoomAccess::class)->role($room, $bob));
    [$row] = $this->container->get(Sanctions::class)->log($room);
    $this->assertSame(['ban', 'too loud, Bob', (int) $eve->id()], [$row->kind, $row->reason, (int) $row->imposed_by]);
    $this->assertSame(300_000, (int) $row->until - (int) $row->created);
  }

  public function testNobodyElseDoes(): void {
    $room = $this->rooms()->create('lobby', 'Lobby');
    $members = $this->container->get(Members::class);
    [$eve, $bob, $ann, $far] = array_map($this->createUser(...), [[], [], [], []], ['eve', 'bob', 'ann', 'far']);
    $members->set($room, (int) $eve->id(), Role::Moderator);
    $members->set($room, (int) $bob->id(), Role::Member);
    $members->set($room, (int) $ann->id(), Role::Owner);
    $commands = $this->container->get(Commands::class);
    $refusal = static function (callable $act): int {
      try {
        $act();
      }
      catch (Refusal $refusal) {
        return $refusal->getCode();
      }
      return 0;
    };
    $this->assertSame(403, $refusal(static fn () => $commands->run('ban', $room, $bob, 'eve')), 'A member.');
    $this->assertSame(403, $refusal(static fn () => $commands->run('ban', $room, $far, 'bob')), 'Somebody from outside.');
    $this->assertSame(403, $refusal(static fn () => $commands->run('ban', $room, $eve, 'ann')), 'Against an owner.');
    $this->assertSame(403, $refusal(static fn () => $commands->run('ban', $room, $eve, 'eve')), 'Against oneself.');
    $this->assertSame(404, $refusal(static fn () => $commands->run('ban', $room, $eve, 'far')), 'Against who isn’t there.');
    $this->assertSame(404, $refusal(static fn () => $commands->run('ban', $room, $eve, '')), 'Against nobody.');
    $this->assertSame(404, $refusal(static fn () => $commands->run('dance', $room, $eve, '')), 'A command that isn’t there.');
    $this->assertSame([], $this->container->get(Sanctions::class)->log($room));
    $this->container->get(Sanctions::class)->impose($room, (int) $eve->id(), 'mute', 60, '', (int) $ann->id());
    $this->assertSame(403, $refusal(static fn () => $commands->run('ban', $room, $eve, 'bob')), 'A moderator who is muted.');
  }

}
