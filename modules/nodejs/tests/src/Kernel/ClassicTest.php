<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\Core\Session\AnonymousUserSession;
use Drupal\nodejs\Core\ConnectionToken;
use Drupal\nodejs\Core\Jwt;
use Drupal\nodejs\Core\Key;
use Drupal\nodejs\Event\ServerEvent;
use Drupal\nodejs\Handlers;
use Drupal\nodejs\Identities;
use Drupal\nodejs\Presence;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Session\Session;
use Symfony\Component\HttpFoundation\Session\Storage\MockArraySessionStorage;

/**
 * The rest of the classic module: plumbing, presence, handlers, the service.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class ClassicTest extends NodejsKernelTestBase {

  public function testTheServiceOf8xHasItsMethods(): void {
    $nodejs = $this->container->get('nodejs.nodejs');
    $this->assertSame($nodejs, nodejs_get_nodejs());
    $names = [
      'enqueueMessage', 'enqueueContentToken', 'getContentTokens', 'sendMessage', 'sendMessages', 'sendContentToken',
      'sendContentTokenMessage', 'getContentTokenUsers', 'kickUser', 'logoutUser', 'setUserPresenceList', 'addChannel',
      'removeChannel', 'checkChannel', 'addUserToChannel', 'removeUserFromChannel', 'addAuthTokenToChannel',
      'removeAuthTokenFromChannel', 'healthCheck', 'safeNodeServerVersion', 'getUrl',
    ];
    foreach ($names as $name) {
      $this->assertTrue(method_exists($nodejs, $name), $name);
    }
    $this->assertTrue($nodejs->enqueueMessage((object) ['broadcast' => TRUE, 'callback' => 'nodejsView', 'data' => (object) ['viewDisplay' => 'a.b']]));
    $this->endRequest();
    $this->assertSame(['publish'], $this->asked());
    $this->assertSame('nodejs_broadcast', $this->server->calls()[0][1]['channel']);
  }

  public function testTheServiceAnswersAsIn8x(): void {
    $nodejs = nodejs_get_nodejs();
    $answers = [
      $nodejs->kickUser(7),
      $nodejs->setUserPresenceList(7, [1]),
      $nodejs->addChannel('a'),
      $nodejs->checkChannel('a'),
      $nodejs->removeChannel('a'),
      $nodejs->addUserToChannel(7, 'a'),
      $nodejs->removeUserFromChannel(7, 'a'),
      $nodejs->sendContentTokenMessage((object) ['channel' => 'page', 'data' => 'x']),
    ];
    $this->assertSame(array_fill(0, 8, 'success'), array_column($answers, 'status'));
    $this->assertFalse($nodejs->checkChannel('a')->result);
    $this->assertSame(['uids' => [], 'authTokens' => []], $nodejs->getContentTokenUsers((object) ['channel' => 'page'])->users);
    $this->assertTrue($nodejs->safeNodeServerVersion());
    $this->assertSame('http://127.0.0.1:8081/nodejs/publish', $nodejs->getUrl('nodejs/publish'));
    $this->server->answer(NULL);
    $this->assertFalse($nodejs->kickUser(7));
  }

  public function testLibrariesOf8xBringTheClassicApi(): void {
    $all = $this->container->get('library.dependency_resolver')->getLibrariesWithDependencies(['nodejs/init', 'nodejs/socketio']);
    $this->assertContains('nodejs/legacy', $all);
    foreach (['init', 'socketio'] as $name) {
      $this->assertIsArray($this->container->get('library.discovery')->getLibraryByName('nodejs', $name), $name);
    }
  }

  public function testATokenIsHadByTheSessionToo(): void {
    $alice = $this->alice();
    $this->setCurrentUser($alice);
    $token = nodejs_auth_get_token(new Session(new MockArraySessionStorage()));
    $this->assertSame($alice->id(), nodejs_auth_check_callback((string) $token));
  }

  public function testContentTokensOfTheServiceAreThoseOfThePage(): void {
    $nodejs = nodejs_get_nodejs();
    $answer = $nodejs->sendContentToken((object) ['channel' => 'page', 'userData' => ['seat' => 4]]);
    $claims = Jwt::verify($answer->token, new Key(...array_values(self::KEYS['token_key'])), microtime(TRUE));
    $this->assertSame(['userData' => ['seat' => 4]], $claims['info'] ?? NULL);
    $nodejs->enqueueContentToken('other', 'a token');
    $this->assertSame(['page' => $answer->token, 'other' => 'a token'], $nodejs->getContentTokens());
    $this->assertNotSame(nodejs_generate_content_token(), nodejs_generate_content_token());
  }

  public function testALogOutByTokenIsARowThatTheServerFindsLater(): void {
    $this->server->answer(NULL);
    $alice = $this->alice();
    $key = new Key(...array_values(self::KEYS['token_key']));
    $token = (new ConnectionToken((string) $alice->id(), microtime(TRUE), time() + 300, 'S'))->sign($key);
    $this->assertTrue(nodejs_logout_user($token));
    $rows = $this->container->get('database')->select('nodejs_revocation', 'r')->fields('r', ['uid', 'sid', 'mode', 'delivered'])->execute()->fetchAllAssoc('uid');
    $this->assertEquals([$alice->id() => (object) ['uid' => $alice->id(), 'sid' => 'S', 'mode' => 'end', 'delivered' => 0]], $rows);
    $this->assertFalse(nodejs_logout_user('forged'));
  }

  public function testChannelFunctionsAskTheServer(): void {
    foreach (['nodejs_get_add_channel', 'nodejs_add_channel'] as $function) {
      $this->assertTrue($function('a'));
    }
    foreach (['nodejs_get_check_channel', 'nodejs_check_channel'] as $function) {
      $this->assertFalse($function('a'));
    }
    foreach (['nodejs_get_remove_channel', 'nodejs_remove_channel'] as $function) {
      $this->assertTrue($function('nodejs_user_7'));
    }
    $this->assertSame(['channels', 'channels', 'channels', 'channels', 'history_remove', 'history_remove'], $this->asked());
    $this->assertSame('user:7', $this->server->calls()[5][1]['channel']);
    $this->assertSame('success', nodejs_get_nodejs()->healthCheck()->status);
  }

  public function testTokensOfTheCallbackFlowTellWhoseTheyAre(): void {
    $alice = $this->alice();
    $token = nodejs_auth_get_token_callback($alice);
    $this->assertSame($alice->id(), nodejs_auth_check_callback($token));
    $this->assertSame($alice->id(), nodejs_auth_check(['authToken' => $token])->id());
    $this->assertFalse(nodejs_auth_check((object) ['authToken' => 'forged']));
    $this->assertTrue(nodejs_is_valid_service_key(self::KEYS['callback_key']));
    $this->assertFalse(nodejs_is_valid_service_key(''));
    $nodejs = nodejs_get_nodejs();
    $this->assertSame('success', $nodejs->addAuthTokenToChannel('example', $token)->status);
    $this->assertSame('success', $nodejs->removeAuthTokenFromChannel('example', $token)->status);
    $this->assertFalse($nodejs->addAuthTokenToChannel('example', 'forged'));
  }

  public function testAddressesAreToldInTheClassicsWordsWithoutKeys(): void {
    $config = nodejs_get_config();
    $this->assertSame(['scheme' => 'http', 'secure' => 0, 'host' => '127.0.0.1', 'port' => 8081], $config['nodejs']);
    $this->assertSame('http://127.0.0.1:8081/nodejs/publish', nodejs_get_url($config, 'nodejs/publish'));
    $this->assertStringNotContainsString(self::KEYS['api_key'], (string) json_encode($config));
    $this->assertStringContainsString('/js/dist/client.js?', nodejs_get_socketio_js_config()['path']);
    $this->assertTrue(nodejs_add_js_to_page_check());
    $this->config('nodejs.settings')->set('pages', '/elsewhere')->save();
    $this->assertFalse(nodejs_add_js_to_page_check());
  }

  public function testHandlersComeAsLibrariesOrAsPathsAndBringTheClassicApi(): void {
    $handlers = $this->container->get(Handlers::class);
    $this->assertSame([], $handlers->libraries());
    $this->assertSame([], $handlers->build());
    $this->config('nodejs.settings')->set('classic', TRUE)->save();
    $this->assertSame(['nodejs/legacy'], $handlers->libraries());
    $this->config('nodejs.settings')->set('classic', FALSE)->save();

    \Drupal::state()->set('nodejs_test.handlers', ['example/handler', 'modules/example/old.js', 'modules/example/unwanted.js']);
    $this->assertSame(['example/handler', 'modules/example/old.js'], nodejs_get_js_handlers());
    $this->assertSame(['nodejs/legacy', 'nodejs/handlers', 'example/handler'], $handlers->libraries());
    $this->assertSame(['/modules/example/old.js'], array_keys($handlers->build()['handlers']['js']));
    $this->assertIsArray($this->container->get('library.discovery')->getLibraryByName('nodejs', 'handlers'));
  }

  public function testWhoeverMaySeeAUserIsToldWhenTheyComeAndGo(): void {
    $presence = $this->container->get(Presence::class);
    $alice = $this->alice();
    $uid = (string) $alice->id();
    $this->assertSame(['1', '3'], $presence->observers($alice));
    nodejs_set_user_presence_list($uid, [5]);
    $this->assertSame(['5'], $presence->observers($alice));
    $presence->setObservers($uid, NULL);

    $dispatch = fn (string $type, string $server): object => $this->container->get('event_dispatcher')->dispatch(new ServerEvent($type, 1763700000.5, ['user' => $uid], $server));
    $dispatch('online', 'one');
    $this->assertTrue($presence->isOnline($uid));
    $this->endRequest();
    $heard = array_map(static fn (array $call): array => [$call[1]['channel'], $call[1]['data']], $this->server->calls());
    $notice = ['presenceNotification' => ['uid' => $uid, 'event' => 'online']];
    $this->assertEquals([['user:1', $notice], ['user:3', $notice]], $heard);
    $dispatch('offline', 'one');
    $this->assertFalse($presence->isOnline($uid));

    nodejs_user_set_online('77');
    $dispatch('online', 'another process');
    $this->assertFalse($presence->isOnline('77'), 'With another server everybody is gone.');
    nodejs_user_set_offline($uid);
    $this->assertFalse($presence->isOnline($uid));
  }

  public function testHooksFindTheUidWhereTheClassicHadIt(): void {
    $alice = $this->alice();
    $inbox = 'inbox_' . $alice->id();
    $identities = $this->container->get(Identities::class);
    $this->assertContains($inbox, $identities->of($alice)->channels, 'Of a user.');
    $proxy = $this->container->get('current_user');
    $proxy->setAccount($alice);
    $this->assertContains($inbox, $identities->of($proxy)->channels, 'Of the current user.');
    $this->assertContains('lobby', $identities->of(new AnonymousUserSession())->channels);
  }

  public function testModulesChangeAndRefuseWhoAuthenticates(): void {
    $alice = $this->alice();
    $identities = $this->container->get(Identities::class);
    $this->assertContains('altered_' . $alice->id(), $identities->of($alice)->channels);
    \Drupal::state()->set('nodejs_test.refuse', $alice->id());
    $this->assertSame([], $identities->of($alice)->channels);
  }

}
