<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_notify\Kernel;

use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\AnonymousUserSession;
use Drupal\nodejs\Core\Base64Url;
use Drupal\nodejs_notify\Notice;
use Drupal\nodejs_notify\Push\Browser;
use Drupal\nodejs_notify\Push\Devices;
use Drupal\nodejs_notify\Push\P256;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;

/**
 * The routes give and take what is the user's own, and nothing by trickery.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class RoutesTest extends NotifyKernelTestBase {

  /**
   * Has the site answer a request of an account.
   */
  private function respond(string $method, string $path, ?AccountInterface $account, string $body = '', string $cookie = ''): Response {
    $this->setCurrentUser($account ?? new AnonymousUserSession());
    // Core leaves another context there when it refused a request.
    $this->container->get('router.no_access_checks')->setContext($this->container->get('router.request_context'));
    $request = Request::create($path, $method, cookies: $cookie === '' ? [] : [Browser::COOKIE => $cookie], content: $body);
    return $this->container->get('http_kernel')->handle($request);
  }

  /**
   * A PushSubscription as text.
   */
  private static function subscription(string $endpoint, ?string $key = NULL): string {
    return (string) json_encode(['endpoint' => $endpoint, 'expirationTime' => NULL, 'keys' => ['p256dh' => $key ?? Base64Url::encode(P256::generate()[0]), 'auth' => Base64Url::encode(random_bytes(16))]]);
  }

  public function testAnEmptyPanelHasAParagraphInThemesThatPutNothingAroundIt(): void {
    $panel = $this->respond('GET', '/notices/panel', $this->alice());
    $this->assertStringContainsString('<p class="nodejs-bell__empty">Nothing to tell.</p>', (string) $panel->getContent());
  }

  public function testTheInboxIsOnesOwn(): void {
    $alice = $this->alice();
    $bob = $this->createUser();
    $this->tell([$alice->id()], new Notice('For <Alice>'));
    [$notice] = $this->inbox()->latest((int) $alice->id(), 1);
    $panel = $this->respond('GET', '/notices/panel', $alice);
    $this->assertStringContainsString('For &lt;Alice&gt;', (string) $panel->getContent());
    $this->assertStringContainsString('no-store', (string) $panel->headers->get('Cache-Control'));
    $this->assertStringNotContainsString('Alice', (string) $this->respond('GET', '/notices/panel', $bob)->getContent());
    $read = '{"ids":[' . $notice->id . ']}';
    $this->assertSame('{"unread":0}', $this->respond('POST', '/notices/read', $bob, $read)->getContent());
    $this->assertSame('{"unread":1}', $this->respond('GET', '/notices/unread', $alice)->getContent());
    $this->assertSame('{"unread":0}', $this->respond('POST', '/notices/read', $alice, $read)->getContent());
    $this->endRequest();
    $this->assertSame(['user:' . $alice->id(), ['callback' => 'nodejsNotice', 'read' => [$notice->id], 'unread' => 0]], $this->published()[1] ?? NULL);
  }

  public function testVisitorsHaveNoneAndMayDoNothing(): void {
    foreach ([['GET', '/notices'], ['GET', '/notices/choices'], ['GET', '/notices/panel'], ['GET', '/notices/unread'], ['POST', '/notices/read'], ['POST', '/notices/device'], ['POST', '/notices/device/state'], ['POST', '/notices/device/remove'], ['GET', '/admin/config/services/nodejs-notify'], ['GET', '/admin/config/services/nodejs-notify/announcements']] as [$method, $path]) {
      $this->assertSame(403, $this->respond($method, $path, NULL)->getStatusCode(), $path);
    }
    $alice = $this->alice();
    foreach (['/admin/config/services/nodejs-notify', '/admin/config/services/nodejs-notify/announcements'] as $path) {
      $this->assertSame(403, $this->respond('GET', $path, $alice)->getStatusCode(), $path);
    }
    foreach (['/notices/read', '/notices/device', '/notices/device/remove'] as $path) {
      $this->assertSame(405, $this->respond('GET', $path, $alice)->getStatusCode(), $path);
    }
  }

  public function testEveryRouteThatChangesSomethingWantsAToken(): void {
    $routes = $this->container->get('router.route_provider');
    foreach (['read', 'device', 'device_state', 'device_remove'] as $name) {
      $this->assertSame('TRUE', $routes->getRouteByName('nodejs_notify.' . $name)->getRequirement('_csrf_request_header_token'), $name);
    }
  }

  public function testWhatIsNotAsAgreedIsRefused(): void {
    $alice = $this->alice();
    foreach (['', 'nonsense', '[]', '{}', '{"ids":1}', '{"ids":["1"]}', '{"ids":{"a":1}}', '{"ids":[[1]]}', '{"ids":' . json_encode(range(1, 101)) . '}'] as $body) {
      $this->assertSame(400, $this->respond('POST', '/notices/read', $alice, $body)->getStatusCode(), $body);
    }
    $good = 'https://fcm.googleapis.com/x';
    foreach (['', '[]', '{"endpoint":1}', '{"endpoint":"x"}', self::subscription($good, 'short'), self::subscription($good, Base64Url::encode("\x04" . str_repeat('x', 64))), str_repeat(' ', 5000) . self::subscription($good)] as $body) {
      $this->assertSame(400, $this->respond('POST', '/notices/device', $alice, $body)->getStatusCode(), $body);
    }
    foreach (['http://fcm.googleapis.com/x', 'https://127.0.0.1/', 'https://evil.example/'] as $endpoint) {
      $this->assertSame(403, $this->respond('POST', '/notices/device', $alice, self::subscription($endpoint))->getStatusCode(), $endpoint);
    }
    $this->setSetting('nodejs_notify', ['vapid' => []]);
    $this->assertSame(503, $this->respond('POST', '/notices/device', $alice, self::subscription($good))->getStatusCode());
    $this->assertSame(0, $this->container->get(Devices::class)->count());
  }

  public function testABrowserIsKnownByItsCookieAndItsUser(): void {
    $alice = $this->alice();
    $bob = $this->createUser();
    $endpoint = 'https://fcm.googleapis.com/x';
    $added = $this->respond('POST', '/notices/device', $alice, self::subscription($endpoint));
    $this->assertSame(200, $added->getStatusCode());
    [$cookie] = $added->headers->getCookies();
    $this->assertSame(['nodejs_device', TRUE, 'lax'], [$cookie->getName(), $cookie->isHttpOnly(), $cookie->getSameSite()]);
    $state = (string) json_encode(['endpoint' => $endpoint]);
    $this->assertSame('{"known":true}', $this->respond('POST', '/notices/device/state', $alice, $state, (string) $cookie->getValue())->getContent());
    $this->assertSame('{"known":false}', $this->respond('POST', '/notices/device/state', $bob, $state, (string) $cookie->getValue())->getContent());
    $this->assertSame('{"known":false}', $this->respond('POST', '/notices/device/state', $alice, $state)->getContent());
    $this->respond('POST', '/notices/device/remove', $alice, '', 'not a cookie of ours');
    $this->assertSame(1, $this->container->get(Devices::class)->count());
    $this->respond('POST', '/notices/device/remove', $alice, '', (string) $cookie->getValue());
    $this->assertSame(0, $this->container->get(Devices::class)->count());
  }

}
