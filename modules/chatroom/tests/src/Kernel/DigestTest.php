<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Digest;
use Drupal\chatroom\Members;
use Drupal\chatroom\Role;
use Drupal\chatroom\Room;
use Drupal\Core\Database\Database;
use Drupal\Core\Test\AssertMailTrait;
use Drupal\user\UserInterface;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Mails to who was away.
 *
 * @group chatroom
 */
#[Group('chatroom')]
#[RunTestsInSeparateProcesses]
final class DigestTest extends ChatroomTestBase {

  use AssertMailTrait;

  private UserInterface $bob;

  private Room $lobby;

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->config('chatroom.settings')->set('digest_after', 24)->save();
    $this->config('system.site')->set('name', 'Garden')->save();
    $this->bob = $this->createUser([], 'bob', values: ['access' => time() - 2 * 86400]);
    $this->lobby = $this->rooms()->create('lobby', 'Lobby');
    $this->enter($this->lobby, 'mentions');
  }

  public function testWhoWasAwayIsMailedMentionsOnce(): void {
    $this->say($this->lobby, 7, 'nothing for Bob');
    $this->say($this->lobby, 7, '<strong>Bob</strong> &amp; roses');
    $this->mention($this->lobby, 2);
    $this->assertSame(1, $this->digest()->send());
    [$mail] = $this->getMails();
    $this->assertSame([$this->bob->getEmail(), 'What you missed in the chat of Garden'], [$mail['to'], $mail['subject']]);
    $this->assertStringContainsString('Lobby: one message', $mail['body']);
    $this->assertStringContainsString('somebody: Bob & roses', $mail['body']);
    $this->assertStringContainsString('/chatroom/lobby', $mail['body']);
    $this->assertStringNotContainsString('nothing for Bob', $mail['body']);
    $this->assertSame(0, $this->digest()->send(), 'Nobody is told the same twice.');
  }

  public function testWhatSomebodyTypedStaysText(): void {
    $this->say($this->lobby, 7, 'if a &lt; b: &lt;a href="https://example.org"&gt;click&lt;/a&gt;');
    $this->mention($this->lobby, 1);
    $this->assertSame(1, $this->digest()->send());
    [$mail] = $this->getMails();
    $this->assertStringContainsString('if a < b: <a href="https://example.org">click</a>', (string) preg_replace('/\s+/', ' ', $mail['body']));
  }

  public function testNobodyIsToldOfWhatIsLongPast(): void {
    $this->say($this->lobby, 7, 'Bob!', time() - 31 * 86400);
    $this->mention($this->lobby, 1);
    $this->assertSame(0, $this->digest()->send());
    $this->say($this->lobby, 7, 'Bob?', time() - 29 * 86400);
    $this->mention($this->lobby, 2);
    $this->assertSame(1, $this->digest()->send());
    [$mail] = $this->getMails();
    $this->assertStringContainsString('Lobby: one message', $mail['body']);
  }

  public function testWhoIsCalledWithEverybodyIsMailedAsWhoIsNamed(): void {
    $this->say($this->lobby, 7, 'fire drill');
    $this->say($this->lobby, 7, 'who is here?');
    foreach ([1 => 'all', 2 => 'here'] as $seq => $calls) {
      $this->container->get('database')->update('chatroom_message')->fields(['calls' => $calls])->condition('seq', $seq)->execute();
    }
    $this->assertSame(1, $this->digest()->send());
    [$mail] = $this->getMails();
    $this->assertStringContainsString('fire drill', $mail['body']);
    $this->assertStringNotContainsString('who is here', $mail['body']);
  }

  public function testTheLevelOfARoomHolds(): void {
    $talk = $this->rooms()->create('d-1', '', 'direct');
    $this->enter($talk, 'mentions');
    $quiet = $this->rooms()->create('quiet', 'Quiet');
    $this->enter($quiet, 'nothing');
    $loud = $this->rooms()->create('loud', 'Loud');
    $this->enter($loud, 'all');
    foreach ([$talk, $quiet, $loud, $this->lobby] as $room) {
      $this->say($room, 7, 'in ' . $room->name);
      $this->say($room, (int) $this->bob->id(), 'own words');
    }
    $this->mention($quiet, 1);
    $this->assertSame(1, $this->digest()->send());
    [$mail] = $this->getMails();
    foreach (['in d-1' => TRUE, 'in loud' => TRUE, 'in quiet' => FALSE, 'in lobby' => FALSE, 'own words' => FALSE] as $words => $isThere) {
      $this->assertSame($isThere, str_contains($mail['body'], $words), $words);
    }
  }

  public function testManyRoomsAreAskedForAtOnce(): void {
    $queries = function (): int {
      Database::startLog('digest');
      $this->assertSame(0, $this->digest()->send());
      return count(Database::getLog('digest'));
    };
    $this->say($this->lobby, 7, 'nothing for Bob');
    // The first fills caches.
    $queries();
    $one = $queries();
    for ($number = 0; $number < 5; $number++) {
      $room = $this->rooms()->create("room-$number", 'Another');
      $this->enter($room, 'mentions');
      $this->say($room, 7, 'nothing for Bob');
    }
    $this->assertSame($one, $queries());
  }

  public function testNobodyIsMailedWhoIsHereOrReadItOrWantsNoneOrMayNotSeeIt(): void {
    $this->say($this->lobby, 7, 'Bob!');
    $this->mention($this->lobby, 1);
    $data = $this->container->get('user.data');
    $members = $this->container->get(Members::class);
    $uid = (int) $this->bob->id();

    $this->config('chatroom.settings')->set('digest_after', 0)->save();
    $this->assertSame(0, $this->digest()->send(), 'The site sends none.');
    $this->config('chatroom.settings')->set('digest_after', 24)->save();

    $data->set('chatroom', $uid, Digest::REFUSED, 1);
    $this->assertSame(0, $this->digest()->send(), 'Bob wants none.');
    $data->delete('chatroom', $uid, Digest::REFUSED);

    $members->set($this->lobby, $uid, NULL);
    $this->assertSame(0, $this->digest()->send(), 'The room is closed for Bob.');
    $members->set($this->lobby, $uid, Role::Member);

    $this->bob->setLastAccessTime(time())->save();
    $this->assertSame(0, $this->digest()->send(), 'Bob is here.');
    $this->bob->setLastAccessTime(time() - 2 * 86400)->save();

    $reader = $this->container->get('database')->update('chatroom_reader')->condition('uid', $uid);
    $reader->fields(['read_seq' => 1])->execute();
    $this->assertSame(0, $this->digest()->send(), 'Bob read it.');
    $this->container->get('database')->update('chatroom_reader')->condition('uid', $uid)->fields(['read_seq' => 0])->execute();

    $this->bob->block()->save();
    $this->assertSame(0, $this->digest()->send(), 'Bob is blocked.');
    $this->bob->activate()->save();
    $this->assertSame(1, $this->digest()->send());
  }

  /**
   * The service under test.
   */
  private function digest(): Digest {
    return $this->container->get(Digest::class);
  }

  /**
   * Bob comes into a room in which he has read nothing.
   */
  private function enter(Room $room, string $level): void {
    $this->container->get(Members::class)->set($room, (int) $this->bob->id(), Role::Member);
    $this->container->get('database')->insert('chatroom_reader')->fields(['uid' => $this->bob->id(), 'rid' => $room->rid, 'read_seq' => 0, 'notify' => $level])->execute();
  }

  /**
   * A line mentions Bob.
   */
  private function mention(Room $room, int $seq): void {
    $this->container->get('database')->insert('chatroom_mention')->fields(['uid' => $this->bob->id(), 'rid' => $room->rid, 'seq' => $seq])->execute();
  }

}
