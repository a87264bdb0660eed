<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\Core\Asset\AttachedAssets;
use Drupal\Core\Render\HtmlResponse;
use Drupal\Core\Url;
use Drupal\nodejs\Core\Jwt;
use Drupal\nodejs\Core\Key;
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
    $this->assertSame([
      'url' => '/realtime/',
      'tokenUrl' => Url::fromRoute('nodejs.token')->toString(),
      'site' => 'default',
      'channels' => ['nodejs_broadcast', 'nodejs_notify'],
    ], $page['#attached']['drupalSettings']['nodejs']);
    $this->assertContains('config:nodejs.settings', $page['#cache']['tags']);
    $this->assertSame(-1, $page['#cache']['max-age']);
    $this->assertNotContains('url.path', $page['#cache']['contexts']);
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
