<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Import;
use Drupal\chatroom\Lines;
use Drupal\chatroom\Members;
use Drupal\chatroom\Role;
use Drupal\chatroom\RoomAccess;
use Drupal\chatroom\Sanctions;
use Drupal\Core\Database\Connection;
use Drupal\Core\Database\Database;
use Drupal\migrate\MigrateExecutable;
use Drupal\migrate\MigrateMessageInterface;
use Drupal\migrate\Plugin\MigrationInterface;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * What was said in the module `chatroom` for Drupal 7, and in Eduglu.
 *
 * @group chatroom
 */
#[Group('chatroom')]
#[RunTestsInSeparateProcesses]
final class MigrationTest extends ChatroomTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['migrate'];

  /**
   * What is otherwise about the source than the migrations have it.
   *
   * @var array<string, mixed>
   */
  private array $source = [];

  /**
   * The old site.
   */
  private Connection $old;

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $info = Database::getConnectionInfo('default')['default'];
    $info['prefix'] = (is_array($info['prefix']) ? $info['prefix']['default'] : $info['prefix']) . 'old';
    Database::addConnectionInfo('migrate', 'default', $info);
    $this->old = Database::getConnection('default', 'migrate');
    $int = ['type' => 'int', 'not null' => TRUE, 'default' => 0];
    $text = ['type' => 'varchar', 'length' => 255, 'not null' => TRUE, 'default' => ''];
    $this->table('users', ['uid' => $int, 'name' => $text]);
    $this->table('node', ['nid' => $int, 'title' => $text, 'uid' => $int, 'status' => ['default' => 1] + $int]);
    $this->fill('users', ['uid', 'name'], [[2, 'alice'], [3, 'bob']]);
    foreach (['alice', 'bob'] as $name) {
      $this->createUser([], $name);
    }
  }

  /**
   * {@inheritdoc}
   */
  protected function tearDown(): void {
    Database::removeConnection('migrate');
    parent::tearDown();
  }

  public function testChatsOfDrupal7BecomeRoomsWithAllThatWasSaid(): void {
    $this->tables7();
    $this->fill('node', ['nid', 'title', 'uid'], [[10, 'Town square', 2], [11, 'Back room', 2]]);
    $this->fill('chatroom_chat', ['nid', 'crid', 'when_archived', 'private'], [[10, 0, 1300000000, 0], [11, 0, NULL, 1]]);
    $this->fill('chatroom_chat_user', ['nid', 'uid'], [[11, 3]]);
    $this->fill('chatroom_chat_ban_list', ['ccbid', 'nid', 'uid', 'admin_uid', 'modified'], [[1, 10, 3, 2, 1300000001]]);
    $this->fill('chatroom_msg', ['cmid', 'ccid', 'uid', 'msg_type', 'msg', 'anon_name', 'sid', 'recipient_uid', 'modified'], [
      [2, 10, 3, 'message', '<em>second</em><br/>a &lt; b<script>x</script>', '', '', 0, 1300000002],
      [1, 10, 2, 'message', 'first', '', '', 0, 1300000001],
      [3, 10, 2, 'private_message', 'for Bob alone', '', '', 3, 1300000003],
      [4, 10, 0, 'message', 'from outside', 'guest-7', 'abc', 0, 1300000004],
      [5, 10, 0, 'private_message', 'from whom?', 'guest-7', 'abc', 3, 1300000005],
      [6, 11, 3, 'message', 'psst', '', '', 0, 1300000006],
      [7, 99, 3, 'message', 'nowhere', '', '', 0, 1300000007],
    ]);
    $this->run7();
    $square = $this->rooms()->load('chat-10');
    $this->assertSame(['Town square', 'archived', 'site'], [$square?->title, $square?->status, $square?->kind]);
    $lines = $this->container->get(Lines::class)->between($square, 1);
    $this->assertSame(
      [['1', 'alice', 'first'], ['2', 'bob', "second\na < bx"], ['3', 'guest-7', 'from outside']],
      array_map(static fn (\stdClass $line): array => [(string) $line->seq, $line->name, $line->body], $lines),
    );
    $this->assertSame("<p>second<br>\na &lt; bx</p>", $lines[1]->html);
    $this->assertSame(1300000002000, (int) $lines[1]->created);
    $this->assertSame([3, 3], [$square->headSeq, $square->toldSeq]);

    $back = $this->rooms()->load('chat-11');
    $this->assertSame('private', $back?->kind);
    $this->assertEquals([2 => Role::Owner, 3 => Role::Member], $this->container->get(Members::class)->all($back));
    $this->assertSame(['psst'], array_column($this->container->get(Lines::class)->between($back, 1), 'body'));

    $talk = $this->rooms()->find(['kind' => 'direct']);
    $this->assertCount(1, $talk);
    $this->assertSame('d-' . substr(hash('sha256', '2 3'), 0, 40), $talk[0]->name);
    $this->assertSame(['for Bob alone'], array_column($this->container->get(Lines::class)->between($talk[0], 1), 'body'));

    $access = $this->container->get(RoomAccess::class);
    $users = $this->container->get('entity_type.manager')->getStorage('user');
    $this->assertNull($access->role($square, $users->load(3)), 'Bob is still banned.');

    $this->run7(TRUE);
    $this->assertCount(3, $this->container->get(Lines::class)->between($square, 1), 'A second run takes nothing twice.');
  }

  public function testWhoHasNoAccountAnyMoreIsAGuestAndNobodyInheritsWhatWasTheirs(): void {
    $this->tables7();
    $this->fill('node', ['nid', 'title', 'uid'], [[10, 'Town square', 9], [11, 'Back room', 2]]);
    $this->fill('chatroom_chat', ['nid', 'crid', 'when_archived', 'private'], [[10, 0, NULL, 0], [11, 0, NULL, 1]]);
    $this->fill('chatroom_chat_user', ['nid', 'uid'], [[11, 3], [11, 4]]);
    $this->fill('chatroom_chat_ban_list', ['ccbid', 'nid', 'uid', 'admin_uid', 'modified'], [[1, 10, 4, 2, 1300000001], [2, 10, 3, 9, 1300000001]]);
    $this->fill('users', ['uid', 'name'], [[9, 'carol']]);
    $this->fill('chatroom_msg', ['cmid', 'ccid', 'uid', 'msg_type', 'msg', 'anon_name', 'sid', 'recipient_uid', 'modified'], [
      [1, 10, 4, 'message', 'deleted there', '', '', 0, 1300000001],
      [2, 10, 9, 'message', 'did not come along', '', '', 0, 1300000002],
      [3, 10, 4, 'private_message', 'a secret of the deleted', '', '', 3, 1300000003],
      [4, 10, 3, 'private_message', 'a secret for the deleted', '', '', 4, 1300000004],
    ]);
    $told = $this->run7();
    $heir = $this->createUser([], 'dave');
    $this->assertSame('4', $heir->id(), 'The new site gives the id anew.');

    $square = $this->rooms()->load('chat-10');
    $lines = $this->container->get(Lines::class)->between($square, 1);
    $this->assertEquals(
      [['0', '', 'deleted there'], ['0', 'carol', 'did not come along']],
      array_map(static fn (\stdClass $line): array => [(string) $line->uid, $line->name, $line->body], $lines),
    );
    $members = $this->container->get(Members::class);
    $this->assertSame([], $members->all($square));
    $this->assertEquals([2 => Role::Owner, 3 => Role::Member], $members->all($this->rooms()->load('chat-11')));
    $this->assertSame([], $this->rooms()->find(['kind' => 'direct']));
    $access = $this->container->get(RoomAccess::class);
    $this->assertNotNull($access->role($square, $heir), 'Nobody inherits a ban.');
    $bans = array_map(static fn (\stdClass $ban): array => [(int) $ban->uid, (int) $ban->imposed_by], $this->container->get(Sanctions::class)->log($square));
    $this->assertSame([[3, 0]], $bans);
    $this->assertCount(2, preg_grep('/4 has no account/', $told), 'It is told what was left out.');
  }

  public function testAChatThatWasNotPublishedIsItsAuthorsAlone(): void {
    $this->tables7();
    $this->fill('node', ['nid', 'title', 'uid', 'status'], [[12, 'Draft', 2, 0]]);
    $this->fill('chatroom_chat', ['nid', 'crid', 'when_archived', 'private'], [[12, 0, NULL, 0]]);
    $this->run7();
    $draft = $this->rooms()->load('chat-12');
    $this->assertSame('private', $draft?->kind);
    $access = $this->container->get(RoomAccess::class);
    $users = $this->container->get('entity_type.manager')->getStorage('user');
    $this->assertSame(Role::Owner, $access->role($draft, $users->load(2)));
    $this->assertNull($access->role($draft, $users->load(3)));
  }

  public function testARollbackTakesBackAllOfItAndTheNextRunBringsItAgain(): void {
    $this->tables7();
    $this->fill('node', ['nid', 'title', 'uid'], [[10, 'Town square', 2]]);
    $this->fill('chatroom_chat', ['nid', 'crid', 'when_archived', 'private'], [[10, 0, NULL, 0]]);
    $this->fill('chatroom_msg', ['cmid', 'ccid', 'uid', 'msg_type', 'msg', 'anon_name', 'sid', 'recipient_uid', 'modified'], [
      [1, 10, 2, 'message', 'first', '', '', 0, 1300000001],
      [2, 10, 3, 'private_message', 'psst', '', '', 2, 1300000002],
    ]);
    $this->run7();
    $square = $this->rooms()->load('chat-10');
    $mid = (int) $this->container->get(Lines::class)->between($square, 1)[0]->mid;
    $database = $this->container->get('database');
    $database->insert('chatroom_reaction')->fields(['mid' => $mid, 'uid' => 3, 'emoji' => '👍', 'created' => 1])->execute();
    $this->rollback('d7_chatroom_line');
    foreach (['message', 'reaction'] as $table) {
      $this->assertSame('0', (string) $database->select('chatroom_' . $table)->countQuery()->execute()->fetchField(), $table);
    }
    $this->assertSame(['chat-10'], array_column($this->rooms()->find([]), 'name'), 'Nobody keeps an empty talk.');
    $this->run7();
    $this->assertSame(['first'], array_column($this->container->get(Lines::class)->between($this->rooms()->load('chat-10'), 1), 'body'));
    $this->assertCount(1, $this->rooms()->find(['kind' => 'direct']));
    $this->rollback('d7_chatroom_line');
    $this->rollback('d7_chatroom_room');
    $this->assertSame([], $this->rooms()->find([]));
  }

  public function testLinesComeOnceEachWhereverABatchEnds(): void {
    $this->source = ['batch_size' => 2];
    $int = ['type' => 'int', 'not null' => TRUE, 'default' => 0];
    $this->table('eduglu_chatroom_chats', ['uid' => $int, 'gid' => $int, 'date' => ['type' => 'varchar', 'length' => 255], 'body' => ['type' => 'text', 'size' => 'big']]);
    $rows = array_fill(0, 5, [2, 40, '2011-10-01T10:00:00.000Z', 'again']);
    $this->fill('eduglu_chatroom_chats', ['uid', 'gid', 'date', 'body'], [...$rows, [2, 40, '2011-10-01T10:00:00.000Z', 'and then']]);
    $this->migrate('eduglu_chatroom_line');
    $room = $this->rooms()->load('group-node-40');
    $this->assertSame(['again', 'again', 'again', 'again', 'again', 'and then'], array_column($this->container->get(Lines::class)->between($room, 1), 'body'));
    $this->migrate('eduglu_chatroom_line', TRUE);
    $this->assertCount(6, $this->container->get(Lines::class)->between($room, 1));
  }

  public function testChatroomsOfEdugluGoToTheRoomsOfTheirGroups(): void {
    $int = ['type' => 'int', 'not null' => TRUE, 'default' => 0];
    $this->table('eduglu_chatroom_chats', [
      'uid' => $int,
      'gid' => $int,
      'date' => ['type' => 'varchar', 'length' => 255],
      'body' => ['type' => 'text', 'size' => 'big'],
    ]);
    $this->fill('node', ['nid', 'title', 'uid'], [[40, 'Gardeners', 2]]);
    $this->fill('eduglu_chatroom_chats', ['uid', 'gid', 'date', 'body'], [
      [3, 40, '2011-10-01T10:00:01.500Z', 'later'],
      [2, 40, '2011-10-01T12:00:00+02:00', 'earlier &amp; *bold*'],
      [3, 40, '2011-10-01T10:00:01.500Z', 'later'],
      [3, 41, 'whenever', 'no clock'],
      [3, 42, '0000-00-00', 'before time'],
      [3, 42, '9999-12-31T00:00:00Z', 'to come'],
      [3, 40, '2011-10-01T10:00:02Z', '   '],
    ]);
    $this->migrate('eduglu_chatroom_line');
    $room = $this->rooms()->load('group-node-40');
    $this->assertSame('Gardeners', $room?->title);
    $lines = $this->container->get(Lines::class)->between($room, 1);
    $this->assertEqualsCanonicalizing(['later', 'later', 'earlier & *bold*'], array_column($lines, 'body'));
    $this->assertSame(1317463201500, (int) array_column($lines, 'created', 'body')['later']);
    $this->assertSame(1317463200000, (int) array_column($lines, 'created', 'body')['earlier & *bold*']);
    $this->assertSame(['no clock'], array_column($this->container->get(Lines::class)->between($this->rooms()->load('group-node-41'), 1), 'body'));
    $created = array_map(intval(...), array_column($this->container->get(Lines::class)->between($this->rooms()->load('group-node-42'), 1), 'created', 'body'));
    $this->assertSame(0, $created['before time']);
    $this->assertEqualsWithDelta(microtime(TRUE) * 1000, $created['to come'], 60000);
    $users = $this->container->get('entity_type.manager')->getStorage('user');
    $this->assertNull($this->container->get(RoomAccess::class)->role($room, $users->load(3)), 'Until the group is there nobody is in its room.');
  }

  public function testCoresUpgradeNamesTheOldChatsAmongWhatComesAlong(): void {
    $this->enableModules(['migrate_drupal']);
    $plugins = $this->container->get('plugin.manager.migration');
    foreach (['6' => 'eduglu_chatroom', '7' => 'chatroom'] as $version => $module) {
      $migrations = array_filter($plugins->createInstancesByTag('Drupal ' . $version), static fn (MigrationInterface $it): bool => str_contains($it->id(), 'chatroom'));
      $states = $this->container->get('migrate_drupal.migration_state')->getUpgradeStates($version, ['module' => [$module => ['name' => $module, 'status' => 1]]], $migrations);
      $this->assertSame(['finished' => [$module => 'chatroom']], $states);
    }
  }

  public function testWhatIsTakenInKeepsNobodyFromBeingToldOfALiveLine(): void {
    $import = $this->container->get(Import::class);
    $lobby = $this->rooms()->create('lobby', 'Lobby');
    $import->line($lobby, 'one', 2, 'alice', 'long ago', 1300000000000);
    $this->say($lobby, 2, 'live');
    $import->line($lobby, 'two', 3, 'bob', 'long ago too', 1300000001000);
    $room = $this->rooms()->load('lobby');
    $this->assertSame([3, 1], [$room?->headSeq, $room?->toldSeq], 'The live line is still to be told of.');
  }

  /**
   * Makes the tables of the module for Drupal 7.
   */
  private function tables7(): void {
    $int = ['type' => 'int', 'not null' => TRUE, 'default' => 0];
    $text = ['type' => 'varchar', 'length' => 255, 'not null' => FALSE];
    $this->table('chatroom_chat', ['nid' => $int, 'crid' => $int, 'when_archived' => ['type' => 'int'], 'private' => $int]);
    $this->table('chatroom_chat_user', ['nid' => $int, 'uid' => $int]);
    $this->table('chatroom_chat_ban_list', ['ccbid' => $int, 'nid' => $int, 'uid' => $int, 'admin_uid' => $int, 'modified' => $int]);
    $this->table('chatroom_msg', [
      'cmid' => $int,
      'ccid' => $int,
      'uid' => $int,
      'msg_type' => $text,
      'msg' => ['type' => 'text'],
      'anon_name' => $text,
      'sid' => $text,
      'recipient_uid' => $int,
      'modified' => $int,
    ]);
  }

  /**
   * Runs both migrations of Drupal 7.
   *
   * @return list<string>
   *   What they left out, and why.
   */
  private function run7(bool $again = FALSE): array {
    return [...$this->migrate('d7_chatroom_room', $again), ...$this->migrate('d7_chatroom_line', $again)];
  }

  /**
   * Runs a migration.
   *
   * @return list<string>
   *   What it left out, and why.
   */
  private function migrate(string $id, bool $again = FALSE): array {
    $migration = $this->migration($id);
    if ($again) {
      $migration->getIdMap()->prepareUpdate();
    }
    $told = $this->createMock(MigrateMessageInterface::class);
    $told->method('display')->willReturnCallback(static function (string|\Stringable $message): void {
      throw new \RuntimeException((string) $message);
    });
    $this->assertSame(MigrationInterface::RESULT_COMPLETED, (new MigrateExecutable($migration, $told))->import(), $id);
    return array_column(iterator_to_array($migration->getIdMap()->getMessages(), FALSE), 'message');
  }

  /**
   * Takes back what a migration brought.
   */
  private function rollback(string $id): void {
    $this->assertSame(MigrationInterface::RESULT_COMPLETED, (new MigrateExecutable($this->migration($id)))->rollback(), $id);
  }

  /**
   * The migration of this name.
   */
  private function migration(string $id): MigrationInterface {
    // Both databases are in memory here and can't be joined, which core doesn't see.
    $migration = $this->container->get('plugin.manager.migration')->createInstance($id, ['source' => ['ignore_map' => TRUE] + $this->source]);
    assert($migration instanceof MigrationInterface);
    return $migration;
  }

  /**
   * Makes a table of the old site.
   *
   * @param string $name
   *   Its name.
   * @param array<string, array<string, mixed>> $fields
   *   Its columns.
   */
  private function table(string $name, array $fields): void {
    $this->old->schema()->createTable($name, ['fields' => $fields]);
  }

  /**
   * Fills a table of the old site.
   *
   * @param string $table
   *   The table.
   * @param list<string> $columns
   *   Its columns.
   * @param list<list<mixed>> $rows
   *   Their values.
   */
  private function fill(string $table, array $columns, array $rows): void {
    $insert = $this->old->insert($table)->fields($columns);
    foreach ($rows as $row) {
      $insert->values($row);
    }
    $insert->execute();
  }

}
