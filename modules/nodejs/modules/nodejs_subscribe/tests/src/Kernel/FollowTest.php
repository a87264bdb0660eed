<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_subscribe\Kernel;

use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\AnonymousUserSession;
use Drupal\nodejs_subscribe\Followable;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;

/**
 * Users follow what they may view, by themselves, and are forgotten with it.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class FollowTest extends SubscribeKernelTestBase {

  /**
   * Has the site answer a request of an account.
   */
  private function respond(string $method, string $path, ?AccountInterface $account, array $post = []): Response {
    $this->setCurrentUser($account ?? new AnonymousUserSession());
    // Core leaves another context there when it refused a request.
    $this->container->get('router.no_access_checks')->setContext($this->container->get('router.request_context'));
    $request = Request::create($path, $method, $post);
    $request->setSession($this->container->get('session'));
    return $this->container->get('http_kernel')->handle($request);
  }

  public function testOnlyWhoMayViewAndFollowGetsTheForm(): void {
    $alice = $this->reader('alice');
    $node = $this->article();
    $path = '/follow/node/' . $node->id();
    $this->assertSame(200, $this->respond('GET', $path, $alice)->getStatusCode());
    $this->assertSame(403, $this->respond('GET', $path, NULL)->getStatusCode());
    $this->assertSame(403, $this->respond('GET', $path, $this->createUser(['access content']))->getStatusCode());
    $this->assertSame(403, $this->respond('GET', '/follow/user/' . $alice->id(), $alice)->getStatusCode(), 'No kind that can be followed.');
    $this->assertSame(404, $this->respond('GET', '/follow/node/999', $alice)->getStatusCode());
    $this->assertSame(404, $this->respond('GET', '/follow/nonsense/1', $alice)->getStatusCode());
    $node->setUnpublished()->save();
    $this->container->get('entity_type.manager')->getAccessControlHandler('node')->resetCache();
    $this->assertSame(403, $this->respond('GET', $path, $alice)->getStatusCode());
  }

  public function testARequestWithoutTheFormsTokenChangesNothing(): void {
    $alice = $this->reader('alice');
    $node = $this->article();
    $form = ['form_id' => 'nodejs_subscribe_follow', 'follow' => '1', 'op' => 'Follow'];
    foreach ([[], ['form_token' => ''], ['form_token' => 'forged']] as $token) {
      $this->respond('POST', '/follow/node/' . $node->id(), $alice, $form + $token);
      $this->assertFalse($this->subscriptions()->has((int) $alice->id(), $node));
    }
    $this->respond('GET', '/follow/node/' . $node->id() . '?follow=1&op=Follow&form_id=nodejs_subscribe_follow', $alice);
    $this->assertFalse($this->subscriptions()->has((int) $alice->id(), $node));
  }

  public function testWhatOneFollowsIsOnesOwn(): void {
    $alice = $this->reader('alice');
    $bob = $this->reader('bob');
    $node = $this->article($alice);
    $path = '/user/' . $alice->id() . '/following';
    $this->assertStringContainsString('Tea &amp; &lt;em&gt;cake&lt;/em&gt;', (string) $this->respond('GET', $path, $alice)->getContent());
    $this->assertSame(403, $this->respond('GET', $path, $bob)->getStatusCode());
    $this->assertSame(403, $this->respond('GET', $path, NULL)->getStatusCode());
    $node->setUnpublished()->save();
    $this->container->get('entity_type.manager')->getAccessControlHandler('node')->resetCache();
    $this->assertStringNotContainsString('cake', (string) $this->respond('GET', $path, $alice)->getContent(), 'Its name would tell.');
  }

  public function testTheButtonIsAPlaceholderThatCachesDoNotKeep(): void {
    $alice = $this->reader('alice');
    $node = $this->article($alice);
    $this->setCurrentUser($alice);
    $build = $this->container->get('entity_type.manager')->getViewBuilder('node')->view($node);
    $build = $this->container->get('entity_type.manager')->getViewBuilder('node')->build($build);
    $this->assertSame(['Drupal\nodejs_subscribe\FollowButton:build', ['node', (string) $node->id()]], $build['nodejs_subscribe_follow']['#lazy_builder']);
    $this->assertTrue($build['nodejs_subscribe_follow']['#create_placeholder']);
  }

  public function testAFollowerOrAThingThatIsDeletedIsForgotten(): void {
    [$alice, $bob] = [$this->reader('alice'), $this->reader('bob')];
    [$first, $second] = [$this->article($alice, $bob), $this->article($alice)];
    $this->subscriptions()->add((int) $alice->id(), $first);
    $this->assertSame(2, $this->subscriptions()->count((int) $alice->id()), 'One follows a thing once.');
    $uid = (int) $bob->id();
    $bob->delete();
    $this->assertSame(0, $this->subscriptions()->count($uid));
    // Also of a kind that can't be followed any more.
    $this->config('nodejs_subscribe.settings')->set('followable', [])->save();
    $first->delete();
    $this->assertSame([['node', $second->id()]], $this->subscriptions()->of((int) $alice->id(), 10));
  }

  public function testTheSettingsOfferContentWithAPageOfItsOwn(): void {
    $offered = $this->container->get(Followable::class)->offered();
    $this->assertSame('Content: Article', $offered['node.article']);
    $this->assertArrayHasKey('user.user', $offered);
    $this->assertSame([], preg_grep('/^(comment|path_alias)/', array_keys($offered)));
  }

  public function testUninstallingLeavesNothing(): void {
    $alice = $this->reader('alice');
    $node = $this->article($alice);
    $node->save();
    // What "Manage display" does.
    $displays = $this->container->get('entity_display.repository');
    $displays->getViewDisplay('node', 'article')->save();
    $displays->getViewDisplay('node', 'article', 'teaser')->removeComponent('nodejs_subscribe_follow')->save();
    $storage = $this->container->get('config.storage');
    $named = static fn (): array => array_filter($storage->readMultiple($storage->listAll()), static fn (array $config): bool => str_contains(serialize($config), 'nodejs_subscribe_follow'));
    $this->assertCount(2, $named());
    $this->container->get('module_installer')->uninstall(['nodejs_subscribe']);
    $this->assertSame([], $named());
    $database = $this->container->get('database');
    $this->assertSame([], $database->schema()->findTables('nodejs_subscribe%'));
    $this->assertSame([], preg_grep('/nodejs_subscribe/', $this->container->get('config.storage')->listAll()));
    $this->assertSame('0', (string) $database->query("SELECT COUNT(*) FROM {queue} WHERE name LIKE 'nodejs_subscribe%'")->fetchField());
  }

  public function testAKindThatIsGoneIsForgotten(): void {
    $alice = $this->reader('alice');
    $this->article($alice);
    $this->container->get('database')->insert('nodejs_subscribe_subscription')->fields(['uid' => $alice->id(), 'entity_type' => 'gone', 'entity_id' => '1', 'created' => 1])->execute();
    $this->assertSame(200, $this->respond('GET', '/user/' . $alice->id() . '/following', $alice)->getStatusCode());
    $this->container->get('module_handler')->invokeAll('modules_uninstalled', [['gone'], FALSE]);
    $this->assertSame(1, $this->subscriptions()->count((int) $alice->id()));
  }

}
