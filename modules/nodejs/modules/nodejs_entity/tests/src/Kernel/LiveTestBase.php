<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_entity\Kernel;

use Drupal\Core\DependencyInjection\ContainerBuilder;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\AnonymousUserSession;
use Drupal\filter\Entity\FilterFormat;
use Drupal\node\Entity\Node;
use Drupal\node\Entity\NodeType;
use Drupal\node\NodeInterface;
use Drupal\nodejs\Live\Changes;
use Drupal\Tests\nodejs\Kernel\NodejsKernelTestBase;
use Drupal\user\Entity\Role;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Session\Session;
use Symfony\Component\HttpFoundation\Session\Storage\MockArraySessionStorage;

/**
 * A site with articles that may be live.
 */
abstract class LiveTestBase extends NodejsKernelTestBase {

  /**
   * How articles are shown; with their titles, which Drupal 11.3 and later
   * leave out in "full".
   */
  protected const VIEW_MODE = 'teaser';

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['nodejs', 'nodejs_test', 'nodejs_entity', 'path_alias', 'system', 'user', 'node', 'field', 'text', 'filter'];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->installEntitySchema('node');
    $this->installSchema('node', ['node_access']);
    $this->installConfig(['node', 'filter']);
    NodeType::create(['type' => 'article', 'name' => 'Article', 'display_submitted' => FALSE])->save();
    FilterFormat::create(['format' => 'plain', 'name' => 'Plain'])->save();
    foreach (['anonymous', 'authenticated'] as $role) {
      Role::load($role)?->grantPermission('access content')->save();
    }
    $this->beginRequest();
  }

  /**
   * Begins a request, in which nothing has been sent.
   */
  protected function beginRequest(string $path = '/nowhere'): void {
    $stack = $this->container->get('request_stack');
    while ($stack->pop() !== NULL) {
      continue;
    }
    $request = Request::create('http://localhost' . $path);
    $request->setSession(new Session(new MockArraySessionStorage()));
    $stack->push($request);
    $this->server->requests = [];
  }

  /**
   * {@inheritdoc}
   */
  protected function endRequest(): void {
    $this->container->get(Changes::class)->destruct();
    parent::endRequest();
  }

  /**
   * {@inheritdoc}
   */
  public function register(ContainerBuilder $container): void {
    parent::register($container);
    // However slow the machine is, a test is no command that runs for long.
    $container->getDefinition(Changes::class)->setArgument('$long', 3600.0);
  }

  /**
   * An article.
   */
  protected function article(string $title): NodeInterface {
    $node = Node::create(['type' => 'article', 'title' => $title, 'status' => 1]);
    $node->save();
    return $node;
  }

  /**
   * What a viewer gets, each time from caches if these have it.
   */
  protected function see(NodeInterface $node, ?AccountInterface $account = NULL, string $view_mode = self::VIEW_MODE): string {
    $this->setCurrentUser($account ?? $this->container->get('entity_type.manager')->getStorage('user')->load(0) ?? new AnonymousUserSession());
    $build = $this->container->get('entity_type.manager')->getViewBuilder('node')->view($node, $view_mode);
    return (string) $this->container->get('renderer')->renderInIsolation($build);
  }

  /**
   * The channels that rendered markup listens to.
   *
   * @return list<string>
   *   Names of channels.
   */
  protected function channels(string $html): array {
    preg_match_all('/data-nodejs-live="([^"]+)"/', $html, $found);
    return $found[1];
  }

  /**
   * What was published.
   *
   * @return list<array{string, array<string, mixed>}>
   *   Channels and data, in order.
   */
  protected function published(): array {
    $published = array_filter($this->server->calls(), static fn (array $call): bool => $call[0] === 'publish');
    return array_values(array_map(static fn (array $call): array => [$call[1]['channel'], $call[1]['data']], $published));
  }

  /**
   * What the fragment route answers the current user.
   *
   * @return array{int, array<string, mixed>}
   *   Status and decoded body.
   */
  protected function fetch(string $channel): array {
    return $this->answerTo(Request::create('http://localhost/nodejs/live/' . substr($channel, strlen('entity:live-'))));
  }

}
