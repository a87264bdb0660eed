<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Committed;
use Drupal\chatroom\Lines;
use Drupal\chatroom\Members;
use Drupal\chatroom\Role;
use Drupal\chatroom\Sanctions;
use Drupal\Core\Http\ClientFactory;
use Drupal\Core\Render\RenderContext;
use Drupal\views\Entity\View;
use Drupal\views\Views;
use GuzzleHttp\Handler\MockHandler;
use GuzzleHttp\HandlerStack;
use GuzzleHttp\Middleware;
use GuzzleHttp\Psr7\Response;
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
    $sanctions = $this->container->get(Sanctions::class);
    $sanctions->impose($room, (int) $bob->id(), 'ban', 0, '', 7);
    $this->assertSame([], $this->found(), 'A ban holds at once.');
    $sanctions->lift($room, (int) $bob->id(), 'ban', 7);
    $this->assertSame(['one', 'two'], $this->found());
    $this->container->get(Members::class)->set($room, (int) $bob->id(), NULL);
    $this->assertSame([], $this->found());
    $view = Views::executableFactory()->get(View::load('chat'));
    $this->assertSame(0, $view->getDisplay()->getCacheMetadata()->getCacheMaxAge(), 'What was rendered is kept for nobody.');
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
    $sent = [];
    $answers = HandlerStack::create(new MockHandler([new Response(200, [], '{"result":{"seq":1}}'), new Response(503)]));
    $answers->push(Middleware::history($sent));
    $this->container->set('http_client_factory', new ClientFactory($answers));
    $this->config('system.site')->set('name', 'Garden')->save();
    $this->rooms()->create('lobby', 'Lobby');
    $bob = $this->createUser([], 'bob');
    $act = fn (array $configuration) => $this->container->get('plugin.manager.action')->createInstance('chatroom_write', $configuration + ['room' => 'lobby', 'name' => 'Gardener']);
    $action = $act(['text' => 'News of [site:name] by [user:name]']);
    $this->assertFalse($action->access(NULL, $bob));
    $this->assertTrue($action->access(NULL, $this->createUser(['administer chatroom'])));

    $action->execute($bob);
    $this->assertStringEndsWith('/api/chat.post', $sent[0]['request']->getUri()->getPath());
    $line = json_decode((string) $sent[0]['request']->getBody(), TRUE);
    $this->assertSame(['lobby', 'Gardener', 'News of Garden by bob'], [$line['room'], $line['name'], $line['body']]);
    $this->assertArrayNotHasKey('uid', $line, 'A program has no account.');

    $action->execute($bob);
    $this->assertCount(2, $sent, 'A server that is away stops nothing else.');
    $act(['room' => 'nowhere', 'text' => 'y'])->execute();
    $act(['text' => '[node:title]'])->execute();
    $this->assertCount(2, $sent, 'Where there is nothing to say nothing is sent.');
  }

}
