<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Committed;
use Drupal\chatroom\Lines;
use Drupal\chatroom\Members;
use Drupal\chatroom\Role;
use Drupal\Core\Render\RenderContext;
use Drupal\nodejs\Core\HttpResponse;
use Drupal\views\Entity\View;
use Drupal\views\Views;
use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * What the site's own lists, texts and rules have of the chat.
 *
 * @group chatroom
 */
#[Group('chatroom')]
#[RunTestsInSeparateProcesses]
final class ListsTest extends ChatroomTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['views'];

  /**
   * Tables, a field of each, and what Bob and an administrator find in it.
   *
   * @return array<string, array{string, string, list<string>, list<string>}>
   *   By what is listed.
   */
  public static function lists(): array {
    return [
      'messages' => ['chatroom_message', 'html', ['<p>in lobby</p>'], ['<p>in lobby</p>', '<p>in vault</p>']],
      'rooms' => ['chatroom_room', 'title', ['Lobby'], ['Lobby', 'Vault']],
      'members' => ['chatroom_member', 'role', ['member'], ['member', 'owner']],
    ];
  }

  /**
   * Whoever builds a list, each reader finds only what is in rooms of theirs.
   *
   * @dataProvider lists
   */
  #[DataProvider('lists')]
  public function testViewsListWhatIsInRoomsOfTheReader(string $table, string $field, array $ofBob, array $ofAdministrator): void {
    $bob = $this->createUser([], 'bob');
    $administrator = $this->createUser(['administer chatroom'], 'root');
    $members = $this->container->get(Members::class);
    foreach (['lobby' => $bob, 'vault' => $administrator] as $name => $owner) {
      $room = $this->rooms()->create($name, ucfirst($name));
      $members->set($room, (int) $owner->id(), $owner === $bob ? Role::Member : Role::Owner);
      $this->say($room, 7, '<p>in ' . $name . '</p>');
    }
    $this->list($table, $field);
    foreach ([[$bob, $ofBob], [$administrator, $ofAdministrator], [$this->createUser([], 'nobody'), []]] as [$reader, $expected]) {
      $this->setCurrentUser($reader);
      $this->assertSame($expected, $this->found(), $reader->getAccountName());
    }
  }

  public function testAListShowsTheNextLineWhateverWasKeptOfIt(): void {
    $bob = $this->createUser([], 'bob');
    $room = $this->rooms()->create('lobby', 'Lobby');
    $this->container->get(Members::class)->set($room, (int) $bob->id(), Role::Member);
    $this->list('chatroom_message', 'html');
    $this->setCurrentUser($bob);
    $this->say($room, 7, 'one');
    $this->assertSame(['one'], $this->found());
    $this->say($room, 7, 'two');
    $this->container->get(Committed::class)->tellAll();
    $this->assertSame(['one', 'two'], $this->found());
    $this->container->get(Members::class)->set($room, (int) $bob->id(), NULL);
    $this->assertSame([], $this->found());
  }

  /**
   * Makes a list of one column.
   */
  private function list(string $table, string $field): void {
    View::create([
      'id' => 'chat',
      'base_table' => $table,
      'display' => [
        'default' => [
          'id' => 'default',
          'display_plugin' => 'default',
          'display_options' => [
            'cache' => ['type' => 'tag', 'options' => []],
            'fields' => ['one' => ['id' => 'one', 'table' => $table, 'field' => $field]],
          ],
        ],
      ],
    ])->save();
  }

  /**
   * What the list shows to the current user.
   *
   * @return list<string>
   *   Sorted.
   */
  private function found(): array {
    $view = Views::executableFactory()->get(View::load('chat'));
    $view->execute();
    $found = $this->container->get('renderer')->executeInRenderContext(new RenderContext(), static fn (): array => array_map(
      static fn ($row): string => (string) $view->field['one']->advancedRender($row),
      $view->result,
    ));
    sort($found);
    return $found;
  }

  public function testTokensSpeakOfRoomsAndLines(): void {
    $room = $this->rooms()->create('lobby', 'Lobby & hall');
    $this->say($room, 7, 'hello');
    $line = $this->container->get(Lines::class)->load($room, 1);
    $text = $this->container->get('token')->replacePlain(
      '[chatroom-room:title] [chatroom-room:name] [chatroom-room:url] [chatroom-line:author]: [chatroom-line:text] [chatroom-line:created]',
      ['chatroom-room' => $room, 'chatroom-line' => $line],
    );
    $this->assertSame('Lobby & hall lobby http://localhost/chatroom/lobby somebody: hello ' . intdiv((int) $line->created, 1000), $text);
  }

  public function testAnActionWritesAsAProgram(): void {
    $this->config('system.site')->set('name', 'Garden')->save();
    $this->rooms()->create('lobby', 'Lobby');
    $manager = $this->container->get('plugin.manager.action');
    $action = $manager->createInstance('chatroom_write', ['room' => 'lobby', 'name' => 'Gardener', 'text' => 'News of [site:name] by [user:name]']);
    $bob = $this->createUser([], 'bob');
    $this->assertFalse($action->access(NULL, $bob));
    $this->assertTrue($action->access(NULL, $this->createUser(['administer chatroom'])));
    $this->server->answer(new HttpResponse(200, '{"result":{"seq":1}}'));
    $action->execute($bob);
    $sent = end($this->server->requests)['body'];
    $this->assertSame(['lobby', 'Gardener', 'News of Garden by bob'], [$sent['room'], $sent['name'], $sent['body']]);
    $this->assertArrayNotHasKey('uid', $sent, 'A program has no account.');
    $count = count($this->server->requests);
    $manager->createInstance('chatroom_write', ['room' => 'nowhere', 'name' => 'x', 'text' => 'y'])->execute();
    $manager->createInstance('chatroom_write', ['room' => 'lobby', 'name' => 'x', 'text' => '[node:title]'])->execute();
    $this->assertCount($count, $this->server->requests);
  }

}
