<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Core\GroupCommit;
use Drupal\chatroom\Core\Refusal;
use Drupal\chatroom\DatabaseTables;
use Drupal\chatroom\Event\LineOffered;
use Drupal\chatroom\Lines;
use Drupal\chatroom\Room;
use Drupal\chatroom\SiteGate;
use Drupal\Core\Database\DatabaseExceptionWrapper;
use Drupal\nodejs\Core\Signature;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * Lines that Drupal writes, asked by the push server.
 *
 * What a commit does is held by the package's own tests, on bare PHP; here it
 * is Drupal's database, its events and its door.
 *
 * @group chatroom
 */
#[Group('chatroom')]
#[RunTestsInSeparateProcesses]
final class CommitTest extends ChatroomTestBase {

  private Room $lobby;

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->lobby = $this->rooms()->create('lobby', 'Lobby');
  }

  public function testAGroupIsCommittedAndEachIsAnsweredAtItsPlace(): void {
    [$status, $answer] = $this->commit(
      $this->draft('one', ['mentions' => [8]]),
      ['room' => 'nowhere'] + $this->draft('lost'),
      $this->draft('two', ['reply_to' => 99]),
      $this->draft('three', ['uid' => 0, 'name' => '']),
      ['room' => 'lobby', 'seq' => 1, 'uid' => 8, 'mayModerate' => FALSE, 'deed' => ['does' => 'react', 'emoji' => '👍', 'on' => TRUE]],
    );
    $this->assertSame(200, $status);
    $told = array_map(static fn (array $outcome): mixed => $outcome['error']['code'] ?? [$outcome['line']['row']['seq'], $outcome['line']['row']['body']], $answer['outcomes']);
    $this->assertSame([[1, 'one'], Refusal::UNKNOWN_ROOM, Refusal::UNKNOWN_LINE, [2, 'three'], [1, 'one']], $told);
    $this->assertSame(['lobby'], array_column($answer['news'], 'room'));
    $this->assertSame([1, 2, 3], array_column($answer['news'][0]['events'], 'seq'));
    $this->assertSame([['emoji' => '👍', 'uid' => 8]], $answer['news'][0]['events'][2]['lines'][0]['reactions']);
    $this->assertSame(3, $this->rooms()->load('lobby')?->headSeq);
    $this->assertSame([['uid' => 8, 'rid' => $this->lobby->rid, 'seq' => 1]], array_map(
      static fn (\stdClass $row): array => array_map(intval(...), (array) $row),
      $this->container->get('database')->select('chatroom_mention', 'mention')->fields('mention')->execute()->fetchAll(),
    ));
  }

  public function testWhatFailsLeavesNothing(): void {
    $database = $this->container->get('database');
    $database->schema()->renameTable('chatroom_mention', 'elsewhere');
    $commit = new GroupCommit($this->container->get(DatabaseTables::class), $this->container->get(SiteGate::class), static fn (): int => 1000);
    $wishes = GroupCommit::read((string) json_encode(['wishes' => [$this->draft('one'), $this->draft('two', ['mentions' => [8]])]]));
    $failure = NULL;
    try {
      $commit->commit($wishes ?? []);
    }
    catch (DatabaseExceptionWrapper $failure) {
      $database->schema()->renameTable('elsewhere', 'chatroom_mention');
    }
    $this->assertNotNull($failure);
    $this->assertSame(0, (int) $database->select('chatroom_message', 'message')->countQuery()->execute()->fetchField());
    $this->assertSame(0, $this->rooms()->load('lobby')?->headSeq);
  }

  public function testModulesAreAskedOfWhatIsNewAndOfEditsAlone(): void {
    $asked = [];
    $this->container->get('event_dispatcher')->addListener(LineOffered::class, static function (LineOffered $line) use (&$asked): void {
      $asked[] = [$line->room->name, $line->uid, $line->body, $line->seq];
      if ($line->body === 'broken') {
        throw new \RuntimeException('A module fails.');
      }
      if ($line->body === 'rude') {
        $line->refuse('Mind your words.');
      }
    });
    $said = $this->draft('hello');
    [, $answer] = $this->commit($said, $this->draft('rude'), $this->draft('broken'));
    $this->assertSame('hello', $answer['outcomes'][0]['line']['row']['body']);
    $this->assertSame(['code' => Refusal::BY_SITE, 'message' => 'Mind your words.'], $answer['outcomes'][1]['error']);
    $this->assertSame(Refusal::UNAVAILABLE, $answer['outcomes'][2]['error']['code']);
    $text = ['kind' => 'text', 'body' => 'rude', 'html' => 'rude'];
    $change = ['room' => 'lobby', 'seq' => 1, 'uid' => 7, 'mayModerate' => FALSE];
    [, $answer] = $this->commit($said, $change + ['deed' => ['does' => 'edit', 'text' => $text]], $change + ['deed' => ['does' => 'delete']]);
    $this->assertSame([FALSE, TRUE, FALSE], array_map(static fn (array $outcome): bool => isset($outcome['error']), $answer['outcomes']));
    $this->assertSame([
      ['lobby', 7, 'hello', NULL],
      ['lobby', 7, 'rude', NULL],
      ['lobby', 7, 'broken', NULL],
      ['lobby', 7, 'rude', 1],
    ], $asked);
  }

  public function testNobodyElseHasLinesWritten(): void {
    $body = (string) json_encode(['wishes' => [$this->draft('forged')]]);
    $signed = $this->signed('POST', '/chatroom/-/commit', $body);
    $late = $this->signed('POST', '/chatroom/-/commit', $body, time() - 61);
    $elsewhere = $this->signed('POST', '/nodejs/events', $body);
    $other = $signed->duplicate();
    $other->initialize(server: $signed->server->all(), content: str_replace('forged', 'changed', $body));
    $other->headers->replace($signed->headers->all());
    $moved = $elsewhere->duplicate(server: ['REQUEST_URI' => '/chatroom/-/commit'] + $elsewhere->server->all());
    $moved->headers->replace($elsewhere->headers->all());
    foreach (['late' => $late, 'another body' => $other, 'another path' => $moved] as $name => $request) {
      $this->assertSame(403, $this->answerTo($request)[0], $name);
    }
    $this->assertSame(0, $this->rooms()->load('lobby')?->headSeq);
  }

  public function testARequestThatWasRecordedBringsNothingBack(): void {
    $this->commit($this->draft('one'));
    $edit = fn (string $body): Request => $this->signed('POST', '/chatroom/-/commit', (string) json_encode(['id' => $body, 'wishes' => [['room' => 'lobby', 'seq' => 1, 'uid' => 7, 'mayModerate' => FALSE, 'deed' => ['does' => 'edit', 'text' => ['kind' => 'text', 'body' => $body, 'html' => $body]]]]]));
    $recorded = $edit('what I regret');
    $statuses = array_map(fn (Request $request): int => $this->answerTo($request)[0], [$recorded, $edit('nothing'), clone $recorded]);
    $this->assertSame([200, 200, 403], $statuses);
    // A zero more before the time makes another header, and the same signature.
    $other = clone $recorded;
    $other->headers->set(Signature::HEADER, str_replace(',t=', ',t=00', (string) $recorded->headers->get(Signature::HEADER)));
    $this->assertSame(403, $this->answerTo($other)[0]);
    $this->assertSame('nothing', $this->container->get(Lines::class)->load($this->lobby, 1)?->body);
  }

  public function testWhatIsNoWishIsRefused(): void {
    $deep = str_repeat('{"a":', 600) . '1' . str_repeat('}', 600);
    foreach (['', 'null', '{}', '[]', '{"wishes":[null]}', '{"wishes":[[]]}', '{"wishes":[{"room":["lobby"]}]}', '{"wishes":[{"room":"lobby","seq":-1,"uid":1,"deed":{"does":"pin"}}]}', $deep, "\xff"] as $body) {
      $this->assertSame(400, $this->answerTo($this->signed('POST', '/chatroom/-/commit', $body))[0], substr($body, 0, 80));
    }
    foreach ([['uid' => '7'], ['uid' => -1], ['body' => NULL], ['mentions' => ['8']], ['files' => [0]], ['reply_to' => 'x']] as $wrong) {
      $this->assertSame(400, $this->commit($wrong + $this->draft('x'))[0], (string) json_encode($wrong));
    }
  }

  /**
   * Asks as the push server does.
   *
   * @return array{int, array<string, mixed>}
   *   Status and decoded body.
   */
  private function commit(array ...$wishes): array {
    return $this->answerTo($this->signed('POST', '/chatroom/-/commit', (string) json_encode(['id' => $this->container->get('uuid')->generate(), 'wishes' => $wishes])));
  }

  /**
   * A line of account 7.
   *
   * @return array<string, mixed>
   *   As the server hands it on.
   */
  private function draft(string $body, array $more = []): array {
    return $more + [
      'room' => 'lobby',
      'uid' => 7,
      'name' => 'Alice',
      'client_id' => $this->container->get('uuid')->generate(),
      'kind' => 'text',
      'body' => $body,
      'html' => "<p>$body</p>",
    ];
  }

}
