<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_actions\Kernel;

use Drupal\Core\Session\AnonymousUserSession;
use Drupal\node\Entity\Node;
use Drupal\node\Entity\NodeType;
use Drupal\node\NodeInterface;
use Drupal\nodejs\Core\Message;
use Drupal\nodejs\Handlers;
use Drupal\system\Entity\Action;
use Drupal\Tests\nodejs\Kernel\NodejsKernelTestBase;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Actions tell whom they should, and nobody of what they may not see.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class ActionsTest extends NodejsKernelTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['nodejs_actions', 'node', 'field', 'text', 'filter'];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->installEntitySchema('node');
    $this->installSchema('node', ['node_access']);
    $this->installConfig(['node', 'filter']);
    NodeType::create(['type' => 'article', 'name' => 'Article'])->save();
    user_role_grant_permissions('anonymous', ['access content']);
    user_role_grant_permissions('authenticated', ['access content']);
  }

  /**
   * An article.
   */
  private function article(int $author, bool $published = TRUE): NodeInterface {
    $node = Node::create(['type' => 'article', 'title' => 'Tea & <b>cake</b>', 'uid' => $author, 'status' => $published]);
    $node->save();
    return $node;
  }

  /**
   * An action of the site.
   *
   * @param string $plugin
   *   What it does.
   * @param array<string, string> $configuration
   *   To whom.
   */
  private function action(string $plugin, array $configuration = []): Action {
    $action = Action::create([
      'id' => 'example',
      'label' => 'Example',
      'plugin' => $plugin,
      'type' => explode(':', $plugin)[1],
      'configuration' => $configuration + ['subject' => '[node:title]', 'body' => 'By [node:author:name] [node:nonsense]'],
    ]);
    $action->save();
    return $action;
  }

  /**
   * What was published, once the request has ended.
   *
   * @return array<string, array<string, mixed>>
   *   Data by channel.
   */
  private function published(): array {
    $this->endRequest();
    return array_column(array_column($this->server->calls(), 1), 'data', 'channel');
  }

  public function testUserIsToldAsPlainText(): void {
    $alice = $this->alice();
    $node = $this->article((int) $alice->id());
    $this->action('nodejs_send_user:node', ['users' => '[node:author:uid], nobody, 999'])->execute([$node]);
    $published = $this->published();
    $this->assertSame(['user:' . $alice->id()], array_keys($published));
    $notice = $published['user:' . $alice->id()];
    $this->assertSame('nodejsNotify', $notice['callback']);
    $this->assertSame(['subject' => 'Tea & <b>cake</b>', 'body' => 'By alice'], $notice['data']);
  }

  public function testUsersAreNamedByNameOrNumberAndANumberIsNoName(): void {
    $alice = $this->alice();
    $impostor = $this->createUser([], (string) $alice->id());
    $bob = $this->createUser([], 'bob');
    $carol = $this->createUser([], 'carol');
    $carol->block()->save();
    $this->server->requests = [];
    $this->action('nodejs_send_user:system', ['users' => $alice->id() . ', bob, carol, 0', 'subject' => 'Hello'])->getPlugin()->execute();
    $this->assertSame(['user:' . $alice->id(), 'user:' . $bob->id()], array_keys($this->published()));
    $this->assertNotNull($impostor);
  }

  public function testRoleChannelAndEverybodyAreTold(): void {
    $this->createRole([], 'editor');
    $node = $this->article(1);
    $this->action('nodejs_send_role:node', ['role' => 'editor'])->execute([$node]);
    Action::load('example')->delete();
    $this->action('nodejs_send_channel:node', ['channel' => 'news-[node:nid]', 'listeners' => 'anonymous'])->execute([$node]);
    Action::load('example')->delete();
    $this->action('nodejs_send_everybody:node')->execute([$node]);
    $this->assertSame(['role:editor', 'news-' . $node->id(), Message::BROADCAST], array_keys($this->published()));
  }

  public function testNobodyIsToldOfWhatTheyMayNotSee(): void {
    $this->createRole(['bypass node access'], 'editor');
    $this->createRole([], 'reader');
    $alice = $this->alice();
    $bob = $this->createUser(['view own unpublished content'], 'bob');
    $draft = $this->article((int) $bob->id(), FALSE);
    foreach ([
      ['nodejs_send_user:node', ['users' => 'alice, bob']],
      ['nodejs_send_role:node', ['role' => 'editor']],
      ['nodejs_send_role:node', ['role' => 'reader']],
      ['nodejs_send_role:node', ['role' => 'authenticated']],
      ['nodejs_send_channel:node', ['channel' => 'news', 'listeners' => 'reader']],
      ['nodejs_send_channel:node', ['channel' => 'desk', 'listeners' => 'editor']],
      ['nodejs_send_everybody:node', []],
    ] as [$plugin, $configuration]) {
      $this->action($plugin, $configuration)->execute([$draft]);
      Action::load('example')->delete();
    }
    $this->assertSame(['user:' . $bob->id(), 'role:editor', 'desk'], array_keys($this->published()));
    $this->assertFalse($draft->access('view', new AnonymousUserSession()));
    $this->assertNotNull($alice);
  }

  public function testChannelOfAUserIsNotReachedByAToken(): void {
    $node = $this->article(1);
    $node->setTitle('user:7')->save();
    $this->action('nodejs_send_channel:node', ['channel' => '[node:title]', 'listeners' => 'anonymous'])->execute([$node]);
    $this->assertSame([], $this->published());
  }

  public function testRunningNeedsAPermissionAndAccess(): void {
    $node = $this->article(1);
    $draft = $this->article(1, FALSE);
    $one = $this->action('nodejs_send_user:node', ['users' => '1'])->getPlugin();
    Action::load('example')->delete();
    $many = $this->action('nodejs_send_everybody:node')->getPlugin();
    $teller = $this->createUser(['send nodejs notices to users'], 'teller');
    $crier = $this->createUser(['send nodejs notices to many'], 'crier');
    $this->assertTrue($one->access($node, $teller));
    $this->assertFalse($one->access($draft, $teller));
    $this->assertFalse($one->access($node, $crier));
    $this->assertTrue($many->access($node, $crier));
    $this->assertFalse($many->access($node, $teller));
    $this->assertFalse($many->access($node, new AnonymousUserSession()));
    $this->assertTrue($many->access(NULL, $crier, TRUE)->isAllowed());
  }

  public function testThereIsAnActionForEachKindOfContentAndForNone(): void {
    $manager = $this->container->get('plugin.manager.action');
    foreach (['user', 'role', 'channel', 'everybody'] as $audience) {
      foreach (['system', 'node', 'user'] as $type) {
        $this->assertSame($type, $manager->getDefinition("nodejs_send_$audience:$type")['type']);
      }
    }
  }

  public function testConfigurationFitsItsSchemaAndNeedsItsRole(): void {
    $this->createRole([], 'editor');
    $action = $this->action('nodejs_send_role:node', ['role' => 'editor']);
    $this->assertSame(['config' => ['user.role.editor'], 'module' => ['nodejs_actions']], array_intersect_key($action->getDependencies(), ['config' => 1, 'module' => 1]));
    $typed = $this->container->get('config.typed')->createFromNameAndData('system.action.example', $action->toArray());
    $this->assertCount(0, $typed->validate());
  }

  public function testPagesGetTheLibraryThatShowsNotices(): void {
    $this->assertContains('nodejs/legacy', $this->container->get(Handlers::class)->libraries());
  }

  public function testUninstallingLeavesNothing(): void {
    $this->action('nodejs_send_everybody:node');
    $this->container->get('module_installer')->uninstall(['nodejs_actions']);
    $this->assertSame([], $this->container->get('config.storage')->listAll('system.action.example'));
  }

}
