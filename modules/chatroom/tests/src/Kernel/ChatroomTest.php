<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Committed;
use Drupal\chatroom\Event\LinesCommitted;
use Drupal\chatroom\Grants;
use Drupal\chatroom\Lines;
use Drupal\chatroom\Members;
use Drupal\chatroom\Role;
use Drupal\chatroom\RoomAccess;
use Drupal\chatroom\Sanctions;
use Drupal\Core\Session\AnonymousUserSession;
use Drupal\nodejs\Event\ServerEvent;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Rooms, who is in them, and what Drupal does with their lines.
 *
 * @group chatroom
 */
#[Group('chatroom')]
#[RunTestsInSeparateProcesses]
final class ChatroomTest extends ChatroomTestBase {

  public function testTheTablesAreAsDescribed(): void {
    $schema = $this->container->get('database')->schema();
    foreach ($this->described() as $name => $table) {
      foreach (array_keys($table['fields']) as $field) {
        $this->assertTrue($schema->fieldExists($name, $field), $name . '.' . $field);
      }
    }
  }

  public function testWhoIsInARoomIsByRoleAndByNameAndEndsWithABan(): void {
    $room = $this->rooms()->create('lobby', 'Lobby');
    $alice = $this->createUser([], 'alice');
    $bob = $this->createUser([], 'bob');
    $access = $this->container->get(RoomAccess::class);
    $this->assertNull($access->role($room, $alice));
    $this->container->get(Grants::class)->replace($room, ['authenticated' => Role::Reader, 'anonymous' => Role::Member]);
    $this->container->get(Members::class)->set($room, (int) $bob->id(), Role::Owner);
    $this->assertSame([Role::Reader, Role::Owner], [$access->role($room, $alice), $access->role($room, $bob)]);
    $this->assertNull($access->role($room, new AnonymousUserSession()), 'The site lets no visitors in.');

    $sanctions = $this->container->get(Sanctions::class);
    $sanctions->impose($room, (int) $bob->id(), 'ban', 60, 'loud', 1);
    $this->assertNull($access->role($room, $bob));
    $sanctions->lift($room, (int) $bob->id(), 'ban', 1);
    $this->assertSame(Role::Owner, $access->role($room, $bob));
  }

  public function testAClosedRoomIsRevokedAtOnce(): void {
    $room = $this->rooms()->create('lobby', 'Lobby');
    $bob = $this->createUser([], 'bob');
    $members = $this->container->get(Members::class);
    $members->set($room, (int) $bob->id(), Role::Member);
    $members->set($room, (int) $bob->id(), NULL);
    // The push server learns of the row at once, or when it is back.
    $rows = $this->container->get('database')->select('nodejs_revocation', 'revocation')->fields('revocation', ['uid', 'channel', 'mode'])->execute()->fetchAll();
    $this->assertEquals([(object) ['uid' => (string) $bob->id(), 'channel' => 'chat:lobby', 'mode' => 'refresh']], $rows);
  }

  public function testCommittedLinesAreToldInOrderAndOnce(): void {
    $room = $this->rooms()->create('lobby', 'Lobby');
    $told = [];
    $this->container->get('event_dispatcher')->addListener(LinesCommitted::class, static function (LinesCommitted $event) use (&$told): void {
      array_push($told, ...array_column($event->lines, 'body'));
    });
    foreach (range(1, 250) as $number) {
      $this->say($room, 7, 'line ' . $number);
    }
    $committed = $this->container->get(Committed::class);
    $committed->onServerEvent(new ServerEvent('chat', 0.0, ['type' => 'chat', 'rooms' => ['lobby', 'nowhere', 7]]));
    $this->assertSame(array_map(static fn (int $number): string => 'line ' . $number, range(1, 250)), $told);
    $committed->tellAll();
    $this->assertCount(250, $told);
    $this->say($room, 7, 'one more');
    $committed->tellAll();
    $this->assertSame('one more', end($told));
  }

  public function testAnAccountsLinesGoWithItOrStayAsAGuests(): void {
    $room = $this->rooms()->create('lobby', 'Lobby');
    $bob = $this->createUser([], 'bob');
    $carol = $this->createUser([], 'carol');
    foreach (range(1, 450) as $number) {
      $this->say($room, (int) $bob->id(), 'by bob ' . $number);
    }
    $this->say($room, (int) $carol->id(), 'by carol');
    $bob->delete();
    $lines = $this->container->get(Lines::class)->between($room, 1, limit: 1000);
    $this->assertCount(451, $lines);
    foreach (array_slice($lines, 0, 450) as $line) {
      $this->assertSame(['', '', '', 0], [$line->body, $line->html, $line->name, (int) $line->uid]);
    }
    $changes = array_map(static fn (\stdClass $line): int => (int) $line->changed, $lines);
    $this->assertCount(451, array_unique($changes), 'Each is a change of its own, so that no page of changes is too long.');
    $this->assertSame(max($changes), $this->rooms()->load('lobby')?->headSeq);

    $this->config('chatroom.settings')->set('on_account_deletion', 'anonymise')->save();
    $carol->delete();
    $last = $this->container->get(Lines::class)->load($room, 451);
    $this->assertSame(['by carol', '', 0], [$last?->body, $last?->name, (int) $last?->uid]);
  }

  public function testOldLinesAreDeletedAndNewOnesStay(): void {
    $room = $this->rooms()->create('lobby', 'Lobby');
    $this->say($room, 7, 'old', time() - 10 * 86400);
    $this->say($room, 7, 'new');
    $this->rooms()->settle($room, ['retention' => 5]);
    $this->container->get('cron')->run();
    $this->assertSame(['new'], array_column($this->container->get(Lines::class)->newest($room), 'body'));
  }

}
