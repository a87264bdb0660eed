<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_notify\Kernel;

use Drupal\Core\DependencyInjection\ContainerBuilder;
use Drupal\Core\Http\ClientFactory;
use Drupal\nodejs\Core\Base64Url;
use Drupal\nodejs\PromptQueue;
use Drupal\nodejs_notify\Notice;
use Drupal\nodejs_notify\Push\Browser;
use Drupal\nodejs_notify\Push\Device;
use Drupal\nodejs_notify\Push\Devices;
use Drupal\nodejs_notify\Push\P256;
use Drupal\nodejs_notify\Push\PushFailure;
use Drupal\nodejs_notify\Push\PushKeys;
use Drupal\nodejs_notify\Push\PushServices;
use GuzzleHttp\Handler\MockHandler;
use GuzzleHttp\HandlerStack;
use GuzzleHttp\Middleware;
use GuzzleHttp\Psr7\Response;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * Devices are told what their users may know, by push services alone.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class PushTest extends NotifyKernelTestBase {

  private const COOKIE = '0123456789abcdef0123456789abcdef';

  /**
   * Answers of the push service.
   */
  private MockHandler $answers;

  /**
   * What it was sent.
   *
   * @var array<int, array<string, mixed>>
   */
  private array $sent = [];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    $this->answers = new MockHandler();
    parent::setUp();
  }

  /**
   * {@inheritdoc}
   */
  public function register(ContainerBuilder $container): void {
    parent::register($container);
    $stack = HandlerStack::create($this->answers);
    $stack->push(Middleware::history($this->sent));
    $container->register('http_client_factory', ClientFactory::class)->addArgument($stack)->setPublic(TRUE);
  }

  /**
   * A device of a user.
   */
  private function device(int|string $uid, string $browser = self::COOKIE, string $endpoint = 'https://fcm.googleapis.com/fcm/send/abc'): void {
    [$public] = P256::generate();
    $this->container->get(Devices::class)->add(new Device(0, (int) $uid, 'Chrome', $endpoint, $public, random_bytes(16)), $browser);
  }

  /**
   * Runs what waits for the end of the request.
   */
  private function send(): void {
    $this->container->get(PromptQueue::class)->destruct();
  }

  /**
   * How many devices a user has.
   */
  private function devices(int|string $uid): int {
    return count($this->container->get(Devices::class)->of((int) $uid));
  }

  public function testANoticeIsSentEncryptedAndSigned(): void {
    $alice = $this->alice();
    $this->device($alice->id());
    $this->answers->append(new Response(201));
    $this->tell([$alice->id(), $this->createUser()->id()], new Notice('A secret subject'));
    $this->send();
    $this->assertCount(1, $this->sent);
    ['request' => $request, 'options' => $options] = $this->sent[0];
    $this->assertSame('https://fcm.googleapis.com/fcm/send/abc', (string) $request->getUri());
    $this->assertSame(['aes128gcm', '86400', 'normal'], [$request->getHeaderLine('Content-Encoding'), $request->getHeaderLine('TTL'), $request->getHeaderLine('Urgency')]);
    $this->assertMatchesRegularExpression('/^[\w-]{32}$/', $request->getHeaderLine('Topic'));
    $this->assertStringStartsWith('vapid t=', $request->getHeaderLine('Authorization'));
    $this->assertStringNotContainsString('secret', (string) $request->getBody());
    $this->assertFalse($options['allow_redirects']);
    $this->assertSame(0, $this->container->get('queue')->get('nodejs_notify_push')->numberOfItems());
  }

  public function testADeviceThatIsGoneIsForgottenAndABusyServiceIsAskedLater(): void {
    $alice = $this->alice();
    foreach ([404, 410] as $status) {
      $this->device($alice->id());
      $this->answers->append(new Response($status));
      $this->tell([$alice->id()], new Notice('Hello'));
      $this->send();
      $this->assertSame(0, $this->devices($alice->id()), (string) $status);
    }
    $this->device($alice->id());
    foreach ([429, 503] as $status) {
      $this->answers->append(new Response($status, ['Retry-After' => '120']));
      $this->tell([$alice->id()], new Notice('Hello'));
      $this->send();
    }
    $this->assertSame(1, $this->devices($alice->id()));
    $expires = $this->container->get('database')->query('SELECT expire FROM {queue}')->fetchCol();
    $this->assertCount(2, $expires);
    $this->assertGreaterThan(time() + 100, min($expires));
    $this->answers->append(new Response(403), new Response(302, ['Location' => 'https://evil.example/']));
    $this->tell([$alice->id()], new Notice('Hello'));
    $this->tell([$alice->id()], new Notice('Hello'));
    $this->send();
    $this->assertCount(6, $this->sent, 'Nobody is led elsewhere.');
    $this->assertSame(1, $this->devices($alice->id()));
  }

  public function testWhatChangedBeforeTheSendingIsHeeded(): void {
    $alice = $this->createUser(['access user profiles'], 'alice');
    $bob = $this->createUser([], 'bob');
    $this->device($alice->id());
    $uid = (int) $alice->id();
    // Read elsewhere.
    $this->tell([$uid], new Notice('Read'));
    $this->inbox()->markRead($uid);
    // Not to be viewed any more.
    $this->tell([$uid], Notice::about($bob, 'Bob', '', 'message', NULL, 'bob'));
    $bob->block()->save();
    $this->container->get('entity_type.manager')->getAccessControlHandler('user')->resetCache();
    // Old.
    $this->tell([$uid], new Notice('Old'));
    $this->container->get('database')->update('nodejs_notify_notice')->fields(['created' => time() - 90_000])->condition('subject', 'Old')->execute();
    // The settings don't list the push service any more.
    $this->tell([$uid], new Notice('Elsewhere'));
    $this->config('nodejs_notify.settings')->set('push_services', [])->save();
    $this->send();
    $this->assertSame([], $this->sent);
    $this->assertSame(0, $this->container->get('queue')->get('nodejs_notify_push')->numberOfItems());
  }

  public function testALogOutRemovesTheDeviceWhicheverSessionAddedIt(): void {
    $alice = $this->alice();
    $bob = $this->createUser();
    $request = Request::create('/', 'GET', [], [Browser::COOKIE => self::COOKIE]);
    $request->setSession($this->container->get('session'));
    $this->container->get('request_stack')->push($request);
    $this->device($alice->id());
    $this->device($alice->id(), 'another browser', 'https://fcm.googleapis.com/other');
    $this->container->get('module_handler')->invokeAll('user_login', [$alice]);
    $this->assertSame(2, $this->devices($alice->id()));
    $this->container->get('module_handler')->invokeAll('user_login', [$bob]);
    $this->assertSame(1, $this->devices($alice->id()), 'Somebody else uses this browser now.');
    $this->device($alice->id());
    $this->container->get('module_handler')->invokeAll('user_logout', [$alice]);
    $this->assertSame(1, $this->devices($alice->id()));
    $this->device($alice->id());
    $alice->setPassword('new')->save();
    $this->assertSame(1, $this->devices($alice->id()), 'The other browser’s session ended.');
    $alice->block()->save();
    $this->assertSame(0, $this->devices($alice->id()));
    $this->device($bob->id());
    $uid = $bob->id();
    $bob->delete();
    $this->assertSame(0, $this->devices($uid));
  }

  public function testAUserHasSoManyDevicesAndABrowserOne(): void {
    $alice = $this->alice();
    for ($n = 0; $n < Devices::LIMIT + 3; $n++) {
      $this->device($alice->id(), 'browser ' . $n, 'https://fcm.googleapis.com/' . $n);
    }
    $this->assertSame(Devices::LIMIT, $this->devices($alice->id()));
    $this->device($alice->id(), 'browser 12', 'https://fcm.googleapis.com/new');
    $this->assertSame(Devices::LIMIT, $this->devices($alice->id()));
    $bob = $this->createUser();
    $this->device($bob->id(), 'browser 12', 'https://fcm.googleapis.com/new');
    $this->assertSame([Devices::LIMIT - 1, 1], [$this->devices($alice->id()), $this->devices($bob->id())], 'An address is one user’s.');
  }

  public function testOnlyPushServicesAreCalled(): void {
    $this->config('nodejs_notify.settings')->set('push_services', ['fcm.googleapis.com', '*.push.apple.com', 'push.example.com:8443'])->save();
    $services = $this->container->get(PushServices::class);
    $this->assertSame('https://fcm.googleapis.com', $services->originOf('https://fcm.googleapis.com/fcm/send/a:b-c_d'));
    $this->assertSame('https://fcm.googleapis.com', $services->originOf('https://fcm.googleapis.com:443/x'));
    $this->assertSame('https://web.push.apple.com', $services->originOf('https://web.push.apple.com/x?y=z'));
    $this->assertSame('https://push.example.com:8443', $services->originOf('https://push.example.com:8443/'));
    foreach ([
      'http://fcm.googleapis.com/x', 'https://127.0.0.1/', 'https://localhost/', 'https://169.254.169.254/latest/meta-data/', 'https://[::1]/',
      'https://fcm.googleapis.com.evil.example/', 'https://evil.example/fcm.googleapis.com', 'https://evil.example#fcm.googleapis.com/',
      'https://fcm.googleapis.com@evil.example/', 'https://evil.example\\@fcm.googleapis.com/', 'https://fcm.googleapis.com\\.evil.example/',
      'https://fcm.googleapis.com:22/', 'https://push.example.com/', 'https://push.apple.com/', 'https://.push.apple.com/', 'https://evilpush.apple.com/',
      'https://FCM.googleapis.com/', 'https://fcm.googleapis.com', "https://fcm.googleapis.com/\r\nX: y", 'https://fcm.googleapis.com/ x', 'file:///etc/passwd', 'gopher://x/', '',
      'https://fcm.googleapis.com/' . str_repeat('x', 2048),
    ] as $endpoint) {
      $this->assertNull($services->originOf($endpoint), $endpoint);
    }
  }

  public function testKeysStayInTheDatabaseAndWrongOnesOpenNothing(): void {
    $keys = $this->container->get(PushKeys::class);
    $public = $keys->pair()->publicText();
    $this->assertSame($public, (new PushKeys($this->container->get('keyvalue')))->pair()->publicText());
    foreach ($this->container->get('config.storage')->readMultiple($this->container->get('config.storage')->listAll()) as $config) {
      $this->assertStringNotContainsString((string) $this->container->get('keyvalue')->get('nodejs_notify')->get('vapid')[1], serialize($config));
    }
    [$theirs, $private] = array_map(Base64Url::encode(...), P256::generate());
    $this->setSetting('nodejs_notify', ['vapid' => ['public' => $theirs, 'private' => $private]]);
    $this->assertSame($theirs, (new PushKeys($this->container->get('keyvalue')))->pair()->publicText());
    foreach ([[], 'text', ['public' => $theirs], ['public' => $public, 'private' => $private], ['public' => $theirs, 'private' => ['key' => 'unknown']]] as $wrong) {
      $this->setSetting('nodejs_notify', ['vapid' => $wrong]);
      $keys = new PushKeys($this->container->get('keyvalue'));
      $this->assertFalse($keys->exist());
      try {
        $keys->pair();
        $this->fail('Wrong keys were taken.');
      }
      catch (PushFailure $failure) {
        $this->assertStringNotContainsString($private, $failure->getMessage());
      }
    }
  }

}
