<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_presence\Kernel;

use Drupal\Core\Asset\AttachedAssets;
use Drupal\Core\Database\Database;
use Drupal\Core\Session\AnonymousUserSession;
use Drupal\node\Entity\Node;
use Drupal\node\Entity\NodeType;
use Drupal\nodejs\Event\ServerEvent;
use Drupal\nodejs\Presence;
use Drupal\nodejs_presence\Places;
use Drupal\nodejs_presence\Roster;
use Drupal\Tests\nodejs\Kernel\NodejsKernelTestBase;
use Drupal\user\Entity\Role;
use Drupal\user\UserInterface;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * People see each other where they may, and nobody who wants not to be seen.
 *
 * @group nodejs_presence
 */
#[Group('nodejs_presence')]
#[RunTestsInSeparateProcesses]
final class PresenceTest extends NodejsKernelTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['nodejs', 'nodejs_presence', 'block', 'path_alias', 'system', 'user', 'node', 'field', 'text', 'filter'];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->installEntitySchema('node');
    $this->installSchema('node', ['node_access']);
    $this->installConfig(['nodejs_presence', 'node', 'filter']);
    NodeType::create(['type' => 'article', 'name' => 'Article'])->save();
  }

  /**
   * A user who may see others, and is online.
   */
  private function somebody(string $name, string ...$roles): UserInterface {
    $user = $this->createUser(['view nodejs presence', 'access content'], $name);
    self::assertInstanceOf(UserInterface::class, $user);
    foreach ($roles as $role) {
      $user->addRole($role);
    }
    $user->save();
    $this->container->get(Presence::class)->setOnline((string) $user->id());
    return $user;
  }

  /**
   * What the roster route answers a user.
   *
   * @return list<string>
   *   Names.
   */
  private function roster(UserInterface $user): array {
    $this->setCurrentUser($user);
    [$status, $answer] = $this->answerTo(Request::create('/nodejs/presence'));
    $this->assertSame(200, $status);
    return array_column($answer['users'], 'name');
  }

  public function testWhoConnectsGetsTheRoster(): void {
    [$alice] = [$this->somebody('alice'), $this->somebody('bob')];
    $this->container->get(Presence::class)->setOnline((string) $this->createUser([], 'nobody')->id());
    $this->assertSame(['bob'], $this->roster($alice), 'Neither oneself, nor who may not see others.');
    $this->setCurrentUser($this->createUser());
    $this->assertSame(403, $this->answerTo(Request::create('/nodejs/presence'))[0]);
    $this->setCurrentUser(new AnonymousUserSession());
    $this->assertSame(403, $this->answerTo(Request::create('/nodejs/presence'))[0]);
  }

  public function testObserversAreToldByTheClassicHook(): void {
    // The test module's own hook names the users 1 and 3.
    [$alice, , $bob] = [$this->somebody('alice'), $this->createUser(), $this->somebody('bob')];
    $this->container->get('event_dispatcher')->dispatch(new ServerEvent('offline', 1.0, ['type' => 'offline', 'user' => (string) $alice->id()]));
    $this->endRequest();
    $published = array_column($this->server->calls(), 1);
    $this->assertEqualsCanonicalizing(['user:1', 'user:3', 'user:' . $bob->id()], array_column($published, 'channel'));
    $this->assertNotSame('3', (string) $bob->id());
    $this->assertSame(['uid' => (string) $alice->id(), 'event' => 'offline'], $published[0]['data']['presenceNotification']);
  }

  public function testWhoeverIsToldThatSomebodyCameHasToAskForNothing(): void {
    [$alice, $bob, $carol] = [$this->somebody('alice'), $this->somebody('bob'), $this->createUser([], 'carol')];
    $told = function (UserInterface $user, string $event): array {
      $before = count($this->server->calls());
      $this->container->get('event_dispatcher')->dispatch(new ServerEvent($event, 1.0, ['type' => $event, 'user' => (string) $user->id()]));
      $this->endRequest();
      return array_slice($this->server->calls(), $before)[0][1]['data']['presenceNotification'];
    };
    $this->assertSame(['uid' => (string) $bob->id(), 'event' => 'online', 'name' => 'bob'], $told($bob, 'online'));
    $this->assertSame(['uid', 'event'], array_keys($told($bob, 'offline')));
    // Of these only the observers hear whom another module names, as ever.
    $this->assertSame(['uid', 'event'], array_keys($told($carol, 'online')), 'Who may not see others is not named.');
    $this->container->get(Roster::class)->hide($alice, TRUE);
    $this->assertSame(['uid', 'event'], array_keys($told($alice, 'online')), 'Nor is who hides.');
  }

  public function testWhoHidesIsNotSeen(): void {
    [$alice, $bob] = [$this->somebody('alice'), $this->somebody('bob')];
    $roster = $this->container->get(Roster::class);
    $roster->hide($bob, TRUE);
    $this->assertSame([], $this->roster($alice));
    $this->assertSame([], $roster->observersOf($bob));
    $this->setCurrentUser($bob);
    $place = $this->container->get(Places::class)->ofPage('/node/1');
    $settings = ['nodejs' => ['tickets' => [$place => 'a ticket', 'entity:live-1' => 'another']]];
    $assets = new AttachedAssets();
    $this->container->get('module_handler')->alter('js_settings', $settings, $assets);
    $this->assertTrue($settings['nodejsPresence']['hidden']);
    $this->assertSame(['entity:live-1' => 'another'], $settings['nodejs']['tickets'], 'Nothing takes them to where others are.');
    $this->assertSame([], $this->roster($bob), 'Nor does who hides see others.');
    $this->assertSame([], $roster->observersOf($alice), 'Nor are they told that others come.');
    $roster->hide($bob, FALSE);
    $this->assertSame(['bob'], $this->roster($alice));
  }

  public function testARosterOfManyCostsNoQueryForEach(): void {
    $alice = $this->somebody('alice');
    $this->somebody('bob');
    $this->setCurrentUser($alice);
    $statements = function () use ($alice): int {
      // What is remembered of accounts costs a query for all of them.
      $this->container->get('entity_type.manager')->getStorage('user')->resetCache();
      $this->container->get('cache.entity')->deleteAll();
      Database::startLog('roster');
      $this->container->get(Roster::class)->seenBy($alice);
      return count(Database::getLog('roster'));
    };
    $few = $statements();
    foreach (range(1, 20) as $number) {
      $this->somebody('user ' . $number);
    }
    $this->assertSame($few, $statements());
  }

  public function testWhoeverSawThemIsToldWhenTheyHideAndShowThemselves(): void {
    [$alice, $bob] = [$this->somebody('alice'), $this->somebody('bob')];
    $roster = $this->container->get(Roster::class);
    foreach ([[TRUE, 'offline'], [TRUE, NULL], [FALSE, 'online'], [FALSE, NULL]] as [$is_hidden, $event]) {
      $before = count($this->server->calls());
      $roster->hide($bob, $is_hidden);
      $this->endRequest();
      $published = array_column(array_slice($this->server->calls(), $before), 1);
      $data = ['presenceNotification' => ['uid' => (string) $bob->id(), 'event' => $event] + ($event === 'online' ? ['name' => 'bob'] : [])];
      $expected = $event === NULL ? [] : [['user:' . $alice->id(), $data]];
      if ($event === 'offline') {
        $expected[] = ['user:' . $bob->id(), ['presenceHidden' => TRUE]];
      }
      $this->assertSame($expected, array_map(static fn (array $call): array => [$call['channel'], $call['data']], $published));
    }
  }

  public function testRolesInCommonDecideWhereTheSiteSaysSo(): void {
    $this->config('nodejs_presence.settings')->set('relation', 'role')->save();
    $team = $this->createRole([], 'team');
    $alice = $this->somebody('alice', $team);
    $this->somebody('bob', $team);
    $this->somebody('carol');
    $this->assertSame(['bob'], $this->roster($alice));
  }

  public function testWhatTheSiteLacksShowsNobody(): void {
    $alice = $this->somebody('alice');
    $this->somebody('bob');
    foreach (['flag', 'group'] as $relation) {
      $this->config('nodejs_presence.settings')->set('relation', $relation)->save();
      $this->assertSame([], $this->roster($alice), $relation);
    }
  }

  public function testPlacesAreShownToThoseWhoMaySeeOthers(): void {
    $places = $this->container->get(Places::class);
    $this->assertMatchesRegularExpression('/^presence:page-[\w-]{22}$/', $places->ofPage('/node/1'));
    $this->assertNotSame($places->ofPage('/node/1'), $places->ofPage('/node/2'));
    foreach ([[new AnonymousUserSession(), FALSE], [$this->createUser(), FALSE], [$this->somebody('alice'), TRUE]] as [$account, $is_shown]) {
      $this->setCurrentUser($account);
      $build = $places->show($places->ofPage('/node/1'), 'page');
      $this->assertSame($is_shown, isset($build['#attached']['drupalSettings']['nodejs']['tickets'][$places->ofPage('/node/1')]));
      $this->assertContains('user.permissions', $build['#cache']['contexts']);
    }
  }

  public function testWhoSavesIsTold(): void {
    $alice = $this->somebody('alice');
    $node = Node::create(['type' => 'article', 'title' => 'Shared']);
    $node->save();
    $this->setCurrentUser($alice);
    $node->setTitle('Saved')->save();
    $this->endRequest();
    $published = array_column($this->server->calls(), 1);
    $this->assertSame($this->container->get(Places::class)->ofEdit($node), end($published)['channel']);
    $this->assertSame(['saved' => TRUE, 'name' => 'alice'], end($published)['data']);
    $this->container->get(Roster::class)->hide($alice, TRUE);
    $node->save();
    $published = array_column($this->server->calls(), 1);
    $this->assertNull(end($published)['data']['name']);
  }

  public function testWhoMayNotSeeOthersIsNotNamedWhenTheySave(): void {
    $node = Node::create(['type' => 'article', 'title' => 'Shared']);
    $node->save();
    $this->setCurrentUser($this->createUser(['access content'], 'carol'));
    $node->setTitle('Saved')->save();
    $this->endRequest();
    $published = array_column($this->server->calls(), 1);
    $this->assertSame(['saved' => TRUE, 'name' => NULL], end($published)['data']);
  }

  public function testUninstallingLeavesNothing(): void {
    $alice = $this->somebody('alice');
    $this->container->get(Roster::class)->hide($alice, TRUE);
    $this->container->get('module_installer')->uninstall(['nodejs_presence']);
    $this->assertSame('0', (string) $this->container->get('database')->select('users_data')->condition('module', 'nodejs_presence')->countQuery()->execute()?->fetchField());
    $this->assertSame([], $this->container->get('config.storage')->listAll('nodejs_presence'));
    foreach (Role::loadMultiple() as $role) {
      $this->assertFalse($role->hasPermission('view nodejs presence'));
    }
  }

}
