<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_views\Kernel;

use Drupal\Core\Ajax\AjaxResponse;
use Drupal\Core\Ajax\ReplaceCommand;
use Drupal\Core\Form\FormState;
use Drupal\Core\Render\RenderContext;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\AnonymousUserSession;
use Drupal\node\Entity\Node;
use Drupal\nodejs\Live\RegionTable;
use Drupal\nodejs\Live\Updater;
use Drupal\Tests\nodejs_entity\Kernel\LiveTestBase;
use Drupal\views\Entity\View;
use Drupal\views\ViewExecutable;
use Drupal\views\Views;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Lists update for all who look at them, with one rendering an audience.
 *
 * @group nodejs_views
 */
#[Group('nodejs_views')]
#[RunTestsInSeparateProcesses]
final class LiveViewsTest extends LiveTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['nodejs', 'nodejs_test', 'nodejs_views', 'path_alias', 'system', 'user', 'node', 'field', 'text', 'filter', 'views'];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->installConfig(['views']);
    $this->config('views.settings')->set('display_extenders', ['nodejs_views'])->save();
    $this->list('replace');
  }

  /**
   * Makes the list of articles.
   */
  private function list(string $live): void {
    View::load('list')?->delete();
    View::create([
      'id' => 'list',
      'label' => 'Articles',
      'base_table' => 'node_field_data',
      'display' => [
        'default' => [
          'id' => 'default',
          'display_plugin' => 'default',
          'display_title' => 'Default',
          'position' => 0,
          'display_options' => [
            'title' => 'Articles',
            'access' => ['type' => 'perm', 'options' => ['perm' => 'access content']],
            'cache' => ['type' => 'tag', 'options' => []],
            'pager' => ['type' => 'mini', 'options' => ['items_per_page' => 3]],
            'style' => ['type' => 'default'],
            'row' => ['type' => 'fields'],
            'fields' => ['title' => ['id' => 'title', 'table' => 'node_field_data', 'field' => 'title', 'plugin_id' => 'field', 'entity_type' => 'node', 'entity_field' => 'title']],
            'filters' => ['status' => ['id' => 'status', 'table' => 'node_field_data', 'field' => 'status', 'plugin_id' => 'boolean', 'value' => '1', 'entity_type' => 'node', 'entity_field' => 'status']],
            'sorts' => ['nid' => ['id' => 'nid', 'table' => 'node_field_data', 'field' => 'nid', 'plugin_id' => 'standard', 'order' => 'DESC', 'entity_type' => 'node', 'entity_field' => 'nid']],
            'display_extenders' => ['nodejs_views' => ['live' => $live]],
          ],
        ],
      ],
    ])->save();
  }

  /**
   * What a viewer gets of the list.
   */
  private function seeList(?AccountInterface $account = NULL, string ...$arguments): string {
    $this->setCurrentUser($account ?? new AnonymousUserSession());
    $build = ['#type' => 'view', '#name' => 'list', '#display_id' => 'default', '#arguments' => $arguments];
    return (string) $this->container->get('renderer')->renderInIsolation($build);
  }

  public function testTheDialogShowsAllOfItsBoxesAtOnce(): void {
    $view = Views::getView('list');
    $this->assertNotNull($view);
    $view->initDisplay();
    $form = ['#title' => ''];
    $view->display_handler->getExtenders()['nodejs_views']->buildOptionsForm($form, (new FormState())->set('section', 'nodejs_views'));
    $this->assertSame(['enabled'], array_keys($form['nodejs_views_ask']['#states']));
  }

  public function testAThousandViewersCostThreeRenderings(): void {
    $this->article('The first');
    $viewers = [NULL];
    for ($i = 0; $i < 5; $i++) {
      $viewers[] = $this->createUser();
      $viewers[] = $this->createUser(['administer nodes']);
    }
    $channels = array_merge(...array_map(fn ($viewer): array => $this->channels($this->seeList($viewer)), $viewers));
    $this->assertCount(11, $channels);
    $this->assertCount(3, array_unique($channels));
    $this->server->listeners = array_fill_keys($channels, 334);
    $this->endRequest();

    $this->beginRequest();
    $this->container->get('state')->set('nodejs_test.renderings', 0);
    $this->article('The second');
    $this->endRequest();
    $this->assertSame(3, $this->container->get('state')->get('nodejs_test.renderings'));
    $this->assertSame(['occupancy', 'publish', 'publish', 'publish'], $this->asked());
    foreach ($this->published() as [, $data]) {
      $this->assertMatchesRegularExpression('/The second.*The first/s', $data['html']);
    }
  }

  public function testWhatOthersSavedMeanwhileIsNotTakenBack(): void {
    [$mine, $theirs] = [$this->article('Mine'), $this->article('Theirs')];
    [$channel] = $this->channels($this->seeList());
    $this->server->listeners = [$channel => 1];
    $this->endRequest();

    $this->beginRequest();
    $this->assertSame('Theirs', Node::load($theirs->id())?->getTitle());
    // Another process saves it, which this one hears nothing of.
    $database = $this->container->get('database');
    foreach (['node_field_data', 'node_field_revision'] as $table) {
      $database->update($table)->fields(['title' => 'Theirs, changed'])->condition('nid', $theirs->id())->execute();
    }
    $this->container->get('cache.entity')->delete('values:node:' . $theirs->id());
    // In a test caches are this process's own, and hear of no tags in the database.
    $this->container->get('cache.render')->deleteAll();
    $mine->setTitle('Mine, changed')->save();
    $this->endRequest();
    $this->assertMatchesRegularExpression('/Theirs, changed.*Mine, changed/s', $this->published()[0][1]['html']);
  }

  public function testWhatIsFetchedWhileACommandGoesOnIsNotTrueForGood(): void {
    $this->article('The first');
    $this->server->listeners = array_fill_keys($this->channels($this->seeList()), 1);
    $this->endRequest();
    $invalidations = fn (): int => (int) $this->container->get('database')->select('cachetags', 'c')->fields('c', ['invalidations'])->condition('tag', 'node_list')->execute()?->fetchField();
    $this->article('The second');
    $this->container->get(Updater::class)->update(['node_list'], FALSE);
    // Pages fetch the list now, and caches keep it.
    $before = $invalidations();
    $this->article('The third');
    $this->assertGreaterThan($before, $invalidations());
  }

  public function testWhatAnAddressBringsThatIsNoTextBreaksNoPage(): void {
    $this->article('The first');
    foreach (["\xff", "a\xc3", "\0"] as $odd) {
      $this->assertStringContainsString('The first', $this->seeList(NULL, $odd), rawurlencode($odd));
    }
  }

  public function testNothingIsLiveUnlessAsked(): void {
    $this->list('');
    $this->article('The first');
    $this->assertSame([], $this->channels($this->seeList()));
    $this->assertSame('0', (string) $this->container->get('database')->select(RegionTable::REGIONS)->countQuery()->execute()?->fetchField());
  }

  public function testAListThatAsksSaysSo(): void {
    $this->list('ask');
    $this->assertStringContainsString('data-nodejs-live-mode="ask"', $this->seeList());
  }

  public function testEachPageOfThePagerIsItsOwn(): void {
    foreach (range(1, 5) as $number) {
      $this->article("Number $number");
    }
    $first = $this->seeList();
    $this->beginRequest('/nowhere?page=1');
    $second = $this->seeList();
    $this->assertStringContainsString('Number 5', $first);
    $this->assertStringContainsString('Number 1', $second);
    [$of_first, $of_second] = [$this->channels($first)[0], $this->channels($second)[0]];
    $this->assertNotSame($of_first, $of_second);
    $this->server->listeners = [$of_first => 1, $of_second => 1];
    $this->endRequest();

    $this->beginRequest();
    Node::load(1)?->setTitle('Number one')->save();
    $this->endRequest();
    $data = array_column($this->published(), 1, 0);
    $this->assertStringContainsString('Number one', $data[$of_second]['html']);
    $this->assertStringNotContainsString('Number one', $data[$of_first]['html'] ?? '');
  }

  public function testABlockKeepsItsOwnNumberOfItems(): void {
    foreach (range(1, 5) as $number) {
      $this->article("Number $number");
    }
    $this->setCurrentUser(new AnonymousUserSession());
    $show = function (?int $items): string {
      $view = Views::getView('list');
      self::assertInstanceOf(ViewExecutable::class, $view);
      $view->setDisplay('default');
      // As the block of Views does.
      $items === NULL || $view->setItemsPerPage($items);
      $build = $view->buildRenderable('default', [], FALSE);
      return (string) $this->container->get('renderer')->renderInIsolation($build);
    };
    [$one, $all] = [$show(1), $show(NULL)];
    $this->assertStringNotContainsString('Number 4', $one);
    [[$of_one], [$of_all]] = [$this->channels($one), $this->channels($all)];
    $this->assertNotSame($of_one, $of_all);
    $dom_id = static fn (string $html): string => preg_match('/js-view-dom-id-(\w+)/', $html, $found) === 1 ? $found[1] : '';
    $this->assertNotSame($dom_id($one), $dom_id($all), 'Views’ own AJAX knows the two apart.');
    $this->server->listeners = [$of_one => 1, $of_all => 1];
    $this->endRequest();

    $this->beginRequest();
    $this->article('Number 6');
    $this->endRequest();
    $data = array_column($this->published(), 1, 0);
    $this->assertStringContainsString('Number 6', $data[$of_one]['html']);
    $this->assertStringNotContainsString('Number 5', $data[$of_one]['html']);
    $this->assertStringContainsString('Number 4', $data[$of_all]['html']);
    $this->assertSame($dom_id($one), $dom_id($data[$of_one]['html']));
  }

  public function testViewsOwnAjaxBringsTheRightToListen(): void {
    $this->article('The first');
    $this->setCurrentUser(new AnonymousUserSession());
    $view = Views::getView('list');
    self::assertInstanceOf(ViewExecutable::class, $view);
    $context = new RenderContext();
    $build = $this->container->get('renderer')->executeInRenderContext($context, static fn () => $view->preview('default'));
    $response = new AjaxResponse();
    $response->addCommand(new ReplaceCommand('.list', $build));
    [$channel] = $this->channels((string) $response->getCommands()[0]['data']);
    // Views overwrites what the command brought by what its array refers to.
    $this->assertArrayHasKey($channel, $build['#attached']['drupalSettings']['nodejs']['tokens'] ?? []);
  }

  public function testTheListGoesWithTheRightToIt(): void {
    $this->article('The first');
    $alice = $this->createUser();
    [$channel] = $this->channels($this->seeList($alice));
    $this->server->listeners = [$channel => 1];
    $this->endRequest();

    $this->beginRequest();
    $view = View::load('list');
    $display = &$view->getDisplay('default');
    $display['display_options']['access']['options']['perm'] = 'administer nodes';
    $view->save();
    $this->endRequest();
    $this->assertTrue($this->published()[0][1]['gone']);
    $this->setCurrentUser($alice);
    $this->assertSame(404, $this->fetch($channel)[0]);
  }

  public function testUninstallingLeavesNothing(): void {
    $this->article('The first');
    $this->seeList();
    $this->container->get('module_installer')->uninstall(['nodejs_views']);
    $this->assertSame([], $this->config('views.settings')->get('display_extenders'));
    $this->assertNull($this->config('views.view.list')->get('display.default.display_options.display_extenders'));
    $this->assertNotNull(View::load('list'), 'The view stays.');
    foreach ([RegionTable::REGIONS, RegionTable::TAGS] as $table) {
      $this->assertSame('0', (string) $this->container->get('database')->select($table)->countQuery()->execute()?->fetchField());
    }
  }

  public function testInstallingBringsTheSetting(): void {
    $this->container->get('module_installer')->uninstall(['nodejs_views']);
    $this->container->get('module_installer')->install(['nodejs_views']);
    $this->assertSame(['nodejs_views'], $this->config('views.settings')->get('display_extenders'));
    $this->assertSame('nodejs_views', $this->container->get('plugin.manager.views.display_extender')->getDefinition('nodejs_views')['id']);
  }

}
