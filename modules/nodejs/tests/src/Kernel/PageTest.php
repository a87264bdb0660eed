<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\Core\Asset\AttachedAssets;
use Drupal\Core\Render\HtmlResponse;
use Drupal\Core\Url;
use Drupal\nodejs\Audience;
use Drupal\nodejs\Core\Jwt;
use Drupal\nodejs\Core\Key;
use Drupal\nodejs\PageChannels;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * Pages carry addresses, never a secret, and say what they depend on.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class PageTest extends NodejsKernelTestBase {

  /**
   * What the module attaches to a page.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  private function page(string $path = '/'): array {
    $this->container->get('path.current')->setPath($path);
    $page = [];
    $this->container->get('module_handler')->invokeAllWith('page_attachments', static function (callable $hook, string $module) use (&$page): void {
      if ($module === 'nodejs') {
        $hook($page);
      }
    });
    return $page;
  }

  public function testAPageGetsTheClientAndItsAddresses(): void {
    $page = $this->page();
    $this->assertSame(['nodejs/nodejs'], $page['#attached']['library']);
    $settings = $page['#attached']['drupalSettings']['nodejs'];
    $this->assertSame(['url', 'script', 'tokenUrl', 'site', 'tokens'], array_keys($settings), 'A module grants visitors a channel, so they need tokens of their own.');
    $this->assertSame(['/realtime/', Url::fromRoute('nodejs.token')->toString(), 'default'], [$settings['url'], $settings['tokenUrl'], $settings['site']]);
    $this->assertMatchesRegularExpression('#^/.*/js/dist/client\.js\?.+$#', $settings['script']);
    $this->assertSame(['nodejs_broadcast', 'role:anonymous', 'nodejs_notify'], array_keys($settings['tokens']));
    foreach ($settings['tokens'] as $channel => $token) {
      $this->assertSame(['sub' => '', 'channel' => $channel], Jwt::verify($token, new Key(...array_values(self::KEYS['token_key'])), microtime(TRUE)));
    }
    $this->assertContains('config:nodejs.settings', $page['#cache']['tags']);
    $this->assertSame(-1, $page['#cache']['max-age']);
    $this->assertNotContains('url.path', $page['#cache']['contexts']);
  }

  public function testVisitorsNeedNoTokenUnlessAModuleGrantsThemAChannel(): void {
    $this->container->get('module_installer')->uninstall(['nodejs_test']);
    $this->assertTrue($this->page()['#attached']['drupalSettings']['nodejs']['anonymous']);
    $this->assertContains('user.roles:anonymous', $this->page()['#cache']['contexts']);
    $this->setCurrentUser($this->alice());
    $this->assertArrayNotHasKey('anonymous', $this->page()['#attached']['drupalSettings']['nodejs']);
  }

  public function testWhatIsRenderedListensWithATicketAndAVisitorWithAToken(): void {
    $channels = $this->container->get(PageChannels::class);
    $build = ['#cache' => ['contexts' => ['url.path']]];
    $channels->attach($build, 'entity:node-12');
    $channels->attach($build, 'entity:node-13');
    $settings = $build['#attached']['drupalSettings']['nodejs'];
    $this->assertSame(['entity:node-12', 'entity:node-13'], array_slice(array_keys($settings['tokens']), -2));
    $this->assertArrayNotHasKey('tickets', $settings);
    foreach (['url.path', 'user.permissions', 'user.roles:anonymous'] as $context) {
      $this->assertContains($context, $build['#cache']['contexts']);
    }

    $this->setCurrentUser($this->alice());
    $build = [];
    $channels->attach($build, 'entity:node-12');
    $tickets = $build['#attached']['drupalSettings']['nodejs']['tickets'];
    $this->assertArrayNotHasKey('entity:node-12', $build['#attached']['drupalSettings']['nodejs']['tokens']);
    $body = json_encode(['tickets' => $tickets + ['entity:node-14' => 'forged']]);
    $this->assertSame(['entity:node-12'], $channels->redeem($body));
    $this->setCurrentUser($this->createUser(['administer site configuration']));
    $this->assertSame([], $channels->redeem($body), 'Other permissions, no token.');
    foreach (['', 'nonsense', '{}', '{"tickets":1}', '{"tickets":{"a":1}}'] as $wrong) {
      $this->assertNull($channels->redeem($wrong));
    }
    $this->expectException(\InvalidArgumentException::class);
    $channels->attach($build, 'user:7');
  }

  public function testAudiencesAreNamedByPermissionsAlone(): void {
    $audience = $this->container->get(Audience::class);
    $alice = $this->alice();
    $this->assertMatchesRegularExpression('/^[\w-]{16}$/', $audience->of($alice));
    $this->assertSame($audience->of($alice), $audience->of($this->createUser()));
    $this->assertNotSame($audience->of($alice), $audience->of($this->createUser(['administer site configuration'])));
  }

  public function testOnlyTheChosenPagesConnect(): void {
    $this->config('nodejs.settings')->set('pages', "/blog/*\n/chat")->save();
    foreach (['/chat' => TRUE, '/chat/' => TRUE, '/Blog/1' => TRUE, '/blog' => FALSE, '/user' => FALSE] as $path => $connects) {
      $page = $this->page($path);
      $this->assertSame($connects, isset($page['#attached']['library']), $path);
      $this->assertContains('url.path', $page['#cache']['contexts']);
      $this->assertContains('config:nodejs.settings', $page['#cache']['tags']);
    }
  }

  public function testASiteMayLeaveVisitorsOut(): void {
    $this->config('nodejs.settings')->set('authenticated_users_only', TRUE)->save();
    $page = $this->page();
    $this->assertArrayNotHasKey('#attached', $page);
    $this->assertContains('user.roles:authenticated', $page['#cache']['contexts']);
    $this->setCurrentUser($this->alice());
    $this->assertSame(['nodejs/nodejs'], $this->page()['#attached']['library']);
  }

  public function testTabsShareAConnectionWhereTheSiteSaysSo(): void {
    $this->assertArrayNotHasKey('share', $this->page()['#attached']['drupalSettings']['nodejs']);
    $this->config('nodejs.settings')->set('share_connection', TRUE)->save();
    $page = $this->page();
    $this->assertTrue($page['#attached']['drupalSettings']['nodejs']['share']);
    $this->assertContains('config:nodejs.settings', $page['#cache']['tags']);
  }

  public function testWithoutKeysNoPageTriesToConnect(): void {
    $this->setSetting('nodejs', []);
    $this->assertArrayNotHasKey('#attached', $this->page());
  }

  public function testAContentTokenOpensTheChannelForThisPageAndKeepsItFromCaches(): void {
    $this->config('nodejs.settings')->set('pages', '')->save();
    $alice = $this->alice();
    $this->setCurrentUser($alice);
    $this->assertArrayNotHasKey('#attached', $this->page());

    nodejs_send_content_channel_token('watchdog_dblog');
    $page = $this->page();
    $this->assertSame(['nodejs/nodejs'], $page['#attached']['library']);
    $this->assertArrayNotHasKey('contentTokens', $page['#attached']['drupalSettings']['nodejs']);

    $settings = $page['#attached']['drupalSettings'];
    $assets = new AttachedAssets();
    $this->container->get('module_handler')->alter('js_settings', $settings, $assets);
    $this->assertSame($alice->id(), $settings['nodejs']['user']);
    $claims = Jwt::verify($settings['nodejs']['contentTokens']['watchdog_dblog'], new Key(...array_values(self::KEYS['token_key'])), microtime(TRUE));
    $this->assertSame([$alice->id(), 'content:watchdog_dblog'], [$claims['sub'] ?? NULL, $claims['channel'] ?? NULL]);

    $verdict = $this->container->get('page_cache_kill_switch')->check(new HtmlResponse(), new Request());
    $this->assertSame('deny', $verdict);
  }

}
