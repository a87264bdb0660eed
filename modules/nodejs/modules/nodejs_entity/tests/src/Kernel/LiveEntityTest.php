<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_entity\Kernel;

use Drupal\Core\Entity\Entity\EntityViewDisplay;
use Drupal\nodejs\Core\Outbox;
use Drupal\nodejs\Live\Occupancy;
use Drupal\nodejs\Live\RegionTable;
use Drupal\nodejs_entity\LiveEntities;
use Drupal\user\Entity\Role;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * Live entities are rendered once an audience, for those who may see them.
 *
 * @group nodejs_entity
 */
#[Group('nodejs_entity')]
#[RunTestsInSeparateProcesses]
final class LiveEntityTest extends LiveTestBase {

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->display()->setThirdPartySetting('nodejs_entity', 'live', TRUE)->save();
  }

  /**
   * The display of articles.
   */
  private function display(): EntityViewDisplay {
    return $this->container->get('entity_display.repository')->getViewDisplay('node', 'article');
  }

  /**
   * Viewers of three kinds, two of each.
   *
   * @return array<string, \Drupal\user\UserInterface|false|null>
   *   Accounts by name.
   */
  private function viewers(): array {
    return [
      'visitor' => NULL,
      'alice' => $this->createUser(),
      'bob' => $this->createUser(),
      'editor' => $this->createUser(['bypass node access']),
      'other editor' => $this->createUser(['bypass node access']),
    ];
  }

  public function testOnlyWhatIsMarkedIsLive(): void {
    $node = $this->article('Live');
    $this->assertCount(1, $this->channels($this->see($node)));
    $this->display()->unsetThirdPartySetting('nodejs_entity', 'live')->save();
    $this->assertSame([], $this->channels($this->see($node)));
    $build = $this->container->get('entity_type.manager')->getViewBuilder('node')->view($node, self::VIEW_MODE);
    $this->container->get(LiveEntities::class)->mark($build);
    $html = (string) $this->container->get('renderer')->renderInIsolation($build);
    $this->assertCount(1, $this->channels($html));
    $this->assertSame([], $this->channels($this->see($node)), 'Caches keep the two apart.');
  }

  public function testItIsRenderedOnceForAllWithTheSamePermissions(): void {
    $node = $this->article('Before');
    foreach ($this->viewers() as $name => $viewer) {
      $html[$name] = $this->see($node, $viewer);
      [$channel[$name]] = $this->channels($html[$name]);
      $this->assertMatchesRegularExpression('/^entity:live-[\w-]{22}$/', $channel[$name]);
    }
    $this->assertSame($channel['alice'], $channel['bob']);
    $this->assertCount(3, array_unique($channel));
    $this->server->listeners = array_fill_keys($channel, 300);

    $node->setTitle('After')->save();
    $this->assertSame([], $this->published(), 'Nothing is rendered before the page is sent.');
    $this->endRequest();
    $published = $this->published();
    $this->assertCount(3, $published);
    foreach ($published as [, $data]) {
      $this->assertStringContainsString('After', $data['html']);
      $this->assertArrayHasKey('settings', $data);
    }
    $this->assertEqualsCanonicalizing(array_unique(array_values($channel)), array_column($published, 0));
    $this->assertSame(['occupancy', 'publish', 'publish', 'publish'], $this->asked());
  }

  public function testWhatIsPushedIsWhatAViewerWouldGet(): void {
    $node = $this->article('Before');
    $alice = $this->createUser();
    [$channel] = $this->channels($this->see($node, $alice));
    $this->server->listeners = [$channel => 1];
    $node->setTitle('After')->save();
    $this->endRequest();
    $strip = static fn (string $html): string => (string) preg_replace('/data-nodejs-live-time="\d+"/', '', $html);
    $this->assertSame($strip($this->see($node, $alice)), $strip($this->published()[0][1]['html']));
  }

  public function testWhoeverMayNotSeeItAnyMoreFindsItGone(): void {
    $node = $this->article('Secret');
    $alice = $this->createUser();
    $editor = $this->createUser(['bypass node access']);
    [$of_alice] = $this->channels($this->see($node, $alice));
    [$of_editor] = $this->channels($this->see($node, $editor));
    $this->server->listeners = [$of_alice => 1, $of_editor => 1];
    $node->setUnpublished()->setTitle('Not for Alice')->save();
    $this->endRequest();
    $data = array_column($this->published(), 1, 0);
    $this->assertTrue($data[$of_alice]['gone']);
    $this->assertStringNotContainsString('Not for Alice', (string) json_encode($data[$of_alice]));
    $this->assertStringContainsString('Not for Alice', $data[$of_editor]['html']);

    $this->setCurrentUser($alice);
    $this->assertSame(404, $this->fetch($of_alice)[0]);
    $this->assertSame(404, $this->fetch($of_editor)[0], 'A name is no right.');
    $this->setCurrentUser($editor);
    $this->assertStringContainsString('Not for Alice', $this->fetch($of_alice)[1]['html']);
  }

  public function testAnAudienceThatIsNoMoreGetsNoRendering(): void {
    $node = $this->article('Before');
    $role = $this->createRole(['bypass node access'], 'reader');
    $reader = $this->createUser([], 'reader');
    $reader->addRole($role);
    $reader->save();
    [$channel] = $this->channels($this->see($node, $reader));
    $this->server->listeners = [$channel => 1];
    // Who still listens there has lost the right between save and delivery.
    $node->setUnpublished()->setTitle('Secret')->save();
    Role::load($role)?->revokePermission('bypass node access')->save();
    $this->endRequest();
    $this->assertNotSame([], $this->published());
    $this->assertStringNotContainsString('Secret', (string) json_encode($this->published()));
  }

  public function testWhatDiffersFromPersonToPersonIsFetchedByEach(): void {
    $this->container->get('state')->set('nodejs_test.personal', TRUE);
    $node = $this->article('Before');
    [$alice, $bob] = [$this->createUser(), $this->createUser()];
    [$channel] = $this->channels($this->see($node, $alice));
    $this->assertSame([$channel], $this->channels($this->see($node, $bob)));
    $this->server->listeners = [$channel => 300];
    $node->setTitle('After')->save();
    $this->endRequest();
    $this->assertCount(1, $this->published());
    $this->assertSame(['time', 'spread'], array_keys($this->published()[0][1]));
    $this->assertSame(3000, $this->published()[0][1]['spread'], '300 listeners spread over 3 s.');
    $this->setCurrentUser($bob);
    [$status, $data] = $this->fetch($channel);
    $this->assertSame(200, $status);
    $this->assertStringContainsString('personal ' . $bob->id(), $data['html']);
  }

  public function testWhatDiffersFromAddressToAddressIsNotThatOfWhoeverCameFirst(): void {
    $this->container->get('state')->set('nodejs_test.address', TRUE);
    $node = $this->article('Before');
    $this->beginRequest('/nowhere?destination=https://evil.example/');
    [$channel] = $this->channels($this->see($node));
    $this->beginRequest();
    $this->assertSame([$channel], $this->channels($this->see($node)));
    $this->container->get('cache.render')->deleteAll();
    $this->beginRequest('/nowhere?destination=https://evil.example/');
    $this->see($node);
    $this->server->listeners = [$channel => 2];
    $node->setTitle('After')->save();
    $this->endRequest();
    $data = $this->published()[0][1];
    $this->assertStringContainsString('After', $data['html']);
    $this->assertStringNotContainsString('evil', $data['html']);
    $this->assertFalse($data['whole'], 'Each page fetches its own.');
    $this->assertStringContainsString('came from nowhere', $this->fetch($channel)[1]['html']);
  }

  public function testARollbackChangesNothing(): void {
    $node = $this->article('Before');
    $this->server->listeners = array_fill_keys($this->channels($this->see($node)), 1);
    $this->endRequest();
    $this->beginRequest();
    $transaction = $this->container->get('database')->startTransaction();
    $node->setTitle('Never')->save();
    $transaction->rollBack();
    unset($transaction);
    $this->endRequest();
    $this->assertSame([], $this->published());
  }

  public function testManySavesOfARequestAreToldOnce(): void {
    $node = $this->article('Before');
    $this->server->listeners = array_fill_keys($this->channels($this->see($node)), 1);
    for ($i = 1; $i <= 5; $i++) {
      $node->setTitle("Number $i")->save();
    }
    $this->endRequest();
    $this->assertCount(1, $this->published());
    $this->assertStringContainsString('Number 5', $this->published()[0][1]['html']);
  }

  public function testWhatIsCommittedAfterTheRequestIsOnlyHinted(): void {
    $node = $this->article('Before');
    $this->server->listeners = array_fill_keys($this->channels($this->see($node)), 1);
    $this->endRequest();
    $this->server->requests = [];
    $node->setTitle('After')->save();
    $this->assertNotSame([], $this->published());
    $this->assertStringNotContainsString('After', (string) json_encode($this->published()));
  }

  public function testAPageThatIsBeingLoadedFindsAWord(): void {
    $node = $this->article('Before');
    [$channel] = $this->channels($this->see($node));
    $node->setTitle('After')->save();
    $this->endRequest();
    $this->assertSame([$channel], array_column($this->published(), 0));
    $this->assertArrayNotHasKey('html', $this->published()[0][1], 'Nothing is rendered for nobody.');
  }

  public function testWhenTheServerIsAwayTheWordWaits(): void {
    $node = $this->article('Before');
    [$channel] = $this->channels($this->see($node));
    $this->server->answer(NULL);
    $node->setTitle('After')->save();
    $this->endRequest();
    $this->server->answer();
    $this->server->requests = [];
    $this->container->get(Outbox::class)->probe();
    $this->assertSame([$channel], array_column($this->published(), 0));
  }

  public function testNothingIsAskedForWhatNobodyShows(): void {
    $this->article('Unseen')->setTitle('Still unseen')->save();
    $this->endRequest();
    $this->assertSame([], $this->server->requests);
  }

  public function testSurroundingsAreAsTheyWere(): void {
    $node = $this->article('Before');
    $this->server->listeners = array_fill_keys($this->channels($this->see($node)), 1);
    $alice = $this->createUser();
    $this->setCurrentUser($alice);
    $request = $this->container->get('request_stack')->getCurrentRequest();
    $theme = $this->container->get('theme.manager')->getActiveTheme()->getName();
    $node->setTitle('After')->save();
    $this->endRequest();
    $this->assertSame($alice->id(), $this->container->get('current_user')->id());
    $this->assertSame($request, $this->container->get('request_stack')->getCurrentRequest());
    $this->assertSame($theme, $this->container->get('theme.manager')->getActiveTheme()->getName());
  }

  public function testOldRegionsAreForgottenAndPagesMadeAnew(): void {
    $node = $this->article('Old');
    [$channel] = $this->channels($this->see($node));
    $this->container->get('database')->update(RegionTable::REGIONS)->fields(['created' => 1])->execute();
    $this->container->get(RegionTable::class)->prune($this->container->get(Occupancy::class));
    $this->assertNull($this->container->get(RegionTable::class)->load(substr($channel, 12)));
    $this->assertSame([$channel], $this->channels($this->see($node)));
    $this->assertNotNull($this->container->get(RegionTable::class)->load(substr($channel, 12)));
  }

  public function testRegionsThatAnybodyMakesHideNoneThatSomebodyLooksAt(): void {
    $node = $this->article('Before');
    [$channel] = $this->channels($this->see($node));
    $this->flood(1200);
    $this->server->listeners = [$channel => 1];
    $node->setTitle('After')->save();
    $this->endRequest();
    $data = array_column($this->published(), 1, 0);
    $this->assertStringContainsString('After', $data[$channel]['html'] ?? '');
    $this->assertLessThan(300, count($data), 'Nor is each of them told.');
  }

  public function testMoreRegionsThanAreKeptGoButNotThoseThatSomebodyLooksAt(): void {
    [$seen] = $this->channels($this->see($this->article('Seen')));
    [$unseen] = $this->channels($this->see($this->article('Unseen')));
    // These two are the oldest.
    $this->container->get('database')->update(RegionTable::REGIONS)->expression('created', 'created - 1000')->execute();
    $this->flood(50);
    $this->server->listeners = [$seen => 1];
    $table = $this->container->get(RegionTable::class);
    $table->prune($this->container->get(Occupancy::class), 10);
    $this->assertSame('11', (string) $this->container->get('database')->select(RegionTable::REGIONS)->countQuery()->execute()?->fetchField());
    $this->assertNotNull($table->load(substr($seen, 12)));
    $this->assertNull($table->load(substr($unseen, 12)));
    $this->server->answer(NULL);
    $this->flood(50);
    $table->prune($this->container->get(Occupancy::class), 10);
    $this->assertNotNull($table->load(substr($seen, 12)), 'Without a word of the server nothing goes that somebody may look at.');
  }

  /**
   * Makes regions like those of a node's page in many addresses.
   */
  private function flood(int $count): void {
    $database = $this->container->get('database');
    $row = $database->select(RegionTable::REGIONS, 'r')->fields('r')->range(0, 1)->execute()?->fetchAssoc();
    $regions = $database->insert(RegionTable::REGIONS)->fields(array_keys($row));
    $tags = $database->insert(RegionTable::TAGS)->fields(['tag', 'id']);
    for ($number = 0; $number < $count; $number++) {
      // Before all real names.
      $id = substr('--' . bin2hex(random_bytes(11)), 0, 22);
      $regions->values(['id' => $id, 'created' => time() + 10] + $row);
      $tags->values(['node:1', $id]);
    }
    $regions->execute();
    $tags->execute();
  }

  public function testNamesDiscloseNothing(): void {
    $channels = [];
    for ($i = 0; $i < 3; $i++) {
      $channels = [...$channels, ...$this->channels($this->see($this->article("Number $i")))];
    }
    $this->assertCount(3, array_unique($channels));
    $this->setSetting('hash_salt', 'another');
    $this->container->get('private_key')->set('another');
    $this->container->get('cache.render')->deleteAll();
    $this->assertNotContains($this->channels($this->see($this->container->get('entity_type.manager')->getStorage('node')->load(1)))[0], $channels);
  }

  public function testWrongNamesAreRefused(): void {
    $this->assertSame(410, $this->fetch('entity:live-' . str_repeat('a', 22))[0]);
    $this->assertSame(404, $this->container->get('http_kernel')->handle(Request::create('/nodejs/live/..%2f..'))->getStatusCode());
  }

  public function testUninstallingForgetsItsRegions(): void {
    $this->see($this->article('Live'));
    $this->assertSame('1', (string) $this->container->get('database')->select(RegionTable::REGIONS)->countQuery()->execute()?->fetchField());
    $this->container->get('module_installer')->uninstall(['nodejs_entity']);
    foreach ([RegionTable::REGIONS, RegionTable::TAGS] as $table) {
      $this->assertSame('0', (string) $this->container->get('database')->select($table)->countQuery()->execute()?->fetchField());
    }
    $display = $this->container->get('config.factory')->get('core.entity_view_display.node.article.default');
    $this->assertNull($display->get('third_party_settings.nodejs_entity'));
  }

}
