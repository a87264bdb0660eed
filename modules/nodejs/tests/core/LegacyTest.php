<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Core;

use Drupal\nodejs\Core\CallbackToken;
use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\HttpResponse;
use Drupal\nodejs\Core\InvalidSettings;
use Drupal\nodejs\Core\Jwt;
use Drupal\nodejs\Core\Legacy;
use Drupal\nodejs\Core\Publisher;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Core\ServerRefused;
use Drupal\nodejs\Core\Settings;
use Drupal\Tests\nodejs\RecordingTransport;
use PHPUnit\Framework\TestCase;

/**
 * The classic functions do what they always did, over today's API.
 */
final class LegacyTest extends TestCase {

  private const SETTINGS = [
    'api_url' => 'http://push.test/',
    'public_url' => '/realtime/',
    'api_key' => 'an api key of at least 32 bytes, really',
    'token_key' => ['id' => 'k1', 'secret' => 'a token key of at least 32 bytes'],
    'callback_key' => 'a callback key of at least 32 bytes',
  ];

  private RecordingHost $host;

  private DeferredPublisher $deferred;

  /**
   * Hosts the functions on a server that answers as told.
   *
   * @param array<string, mixed> $settings
   *   As in settings.php.
   * @param \Drupal\nodejs\Core\HttpResponse|null ...$answers
   *   The server's answers.
   */
  private function host(array $settings = self::SETTINGS, ?HttpResponse ...$answers): RecordingTransport {
    $transport = new RecordingTransport(...$answers);
    $this->host = new RecordingHost();
    $settings = new Settings($settings);
    $api = new ServerApi($transport, $settings);
    $publisher = new Publisher($api);
    $this->deferred = new DeferredPublisher($publisher, $this->host->report(...));
    $legacy = new Legacy($settings, $api, $publisher, $this->deferred, $this->host);
    Legacy::hostedBy(static fn (): Legacy => $legacy);
    return $transport;
  }

  public function testAnEnqueuedMessageLeavesAtTheEndOfTheRequestAsItWasWhenItWasEnqueued(): void {
    $server = $this->host();
    $message = (object) ['channel' => 'example', 'data' => (object) ['subject' => 'Hello', 'list' => [1, 2]]];
    $this->assertTrue(nodejs_enqueue_message($message));
    $message->data->subject = 'changed later';
    $this->assertSame([], $server->requests);
    $this->deferred->end();
    $this->assertCount(1, $server->requests);
    $this->assertSame('http://push.test/api/publish', $server->requests[0]['url']);
    $this->assertSame(self::SETTINGS['api_key'], $server->requests[0]['headers']['X-API-Key']);
    $params = $server->params();
    $this->assertMatchesRegularExpression('/^[0-9a-f]{24}$/', $params['idempotency_key']);
    $this->assertSame('example', $params['channel']);
    // No `callback`: its absence makes every callback of the page run.
    $this->assertSame([
      'channel' => 'example',
      'data' => ['subject' => 'Hello', 'list' => [1, 2]],
      'broadcast' => FALSE,
    ], $params['data']);
    $this->assertArrayNotHasKey('tags', $params);
    $this->assertFalse(isset($message->broadcast), 'The caller keeps its own object.');
  }

  public function testMessagesKeepTheirOrder(): void {
    $server = $this->host();
    foreach (['a', 'b', 'c'] as $channel) {
      nodejs_enqueue_message((object) ['channel' => $channel]);
    }
    $this->deferred->end();
    $this->assertSame(['a', 'b', 'c'], array_map(static fn (array $request): string => $request['body']['channel'], $server->requests));
  }

  public function testABroadcastGoesToTheChannelOfAll(): void {
    $server = $this->host();
    nodejs_broadcast_message('Maintenance', 'At noon');
    $this->deferred->end();
    $this->assertSame('nodejs_broadcast', $server->params()['channel']);
    $this->assertSame('nodejs_notify', $server->params()['data']['channel']);
    $this->assertTrue($server->params()['data']['broadcast']);
  }

  public function testUserChannelAndRoleMessagesNameTodaysChannels(): void {
    $server = $this->host();
    $this->assertTrue(nodejs_send_user_message(7, 'S', 'B'));
    $this->assertTrue(nodejs_send_user_message_multiple('8, 9', 'S', 'B'));
    $this->assertTrue(nodejs_send_user_message_multiple([10], 'S', 'B'));
    $this->assertTrue(nodejs_send_channel_message('news', 'S', 'B'));
    $this->assertTrue(nodejs_send_role_message('Editors', 'S', 'B'));
    $this->assertFalse(nodejs_send_role_message('nobody', 'S', 'B'));
    $this->deferred->end();
    $sent = array_map(static fn (array $request): array => $request['body'], $server->requests);
    $this->assertSame(['user:7', 'user:8', 'user:9', 'user:10', 'news', 'role:editor'], array_column($sent, 'channel'));
    $this->assertSame('nodejs_user_7', $sent[0]['data']['channel']);
    $this->assertSame('nodejsNotify', $sent[0]['data']['callback']);
    $this->assertSame(['subject' => 'S', 'body' => 'B'], $sent[0]['data']['data']);
    $this->assertArrayNotHasKey('callback', $sent[4]['data']);
  }

  public function testAMessageSentNowIsAnsweredWithItsPosition(): void {
    $server = $this->host();
    $answer = nodejs_send_message((object) ['channel' => 'example', 'data' => 1]);
    $this->assertEquals((object) ['status' => 'success', 'offset' => 1, 'epoch' => 'e'], $answer);
    $this->assertSame('publish', $server->method());
  }

  public function testTheClientThatCausedAMessageIsNamed(): void {
    $server = $this->host();
    $this->host->client = 'client-1';
    $this->assertSame('client-1', nodejs_get_client_socket_id());
    nodejs_send_message((object) ['channel' => 'example']);
    $this->assertSame('client-1', $server->params()['data']['clientSocketId']);
    $this->assertSame(['origin' => 'client-1'], $server->params()['tags']);
    nodejs_send_message((object) ['channel' => 'example', 'clientSocketId' => 'named by the caller']);
    $this->assertSame(['origin' => 'named by the caller'], $server->params()['tags']);
  }

  public function testOthersMayAlterAMessageButNotTheCallersObject(): void {
    $server = $this->host();
    $this->host->onAlter = static function (string $hook, \stdClass $message): void {
      $message->channel = $hook;
    };
    $message = (object) ['channel' => 'example'];
    nodejs_send_message($message);
    $this->assertSame('nodejs_message', $server->params()['channel']);
    nodejs_send_content_channel_message($message);
    $this->assertSame('content:nodejs_content_channel_message', $server->params()['channel']);
    $this->assertSame('example', $message->channel);
  }

  public function testAContentChannelIsOpenToThePageThatGotTheToken(): void {
    $server = $this->host();
    $answer = nodejs_send_content_channel_token('watchdog_dblog');
    $this->assertSame($this->host->contentTokens['content:watchdog_dblog'], $answer->token);
    $key = (new Settings(self::SETTINGS))->tokenKey();
    $claims = Jwt::verify($answer->token, $key, time());
    $this->assertSame(['7', 'content:watchdog_dblog'], [$claims['sub'], $claims['channel']]);
    $this->assertEqualsWithDelta(time() + 86400, $claims['exp'], 5);
    $this->assertSame([], $server->requests, 'A page view costs no request to the server.');
    nodejs_send_content_channel_message((object) ['channel' => 'watchdog_dblog', 'data' => ['line' => 1]]);
    $this->assertSame('content:watchdog_dblog', $server->params()['channel']);
    $this->assertSame('watchdog_dblog', $server->params()['data']['channel']);
  }

  public function testTheUsersOfAContentChannelAreListedOnce(): void {
    $server = $this->host(self::SETTINGS, new HttpResponse(200, '{"result":{"presence":{"c1":{"client":"c1","user":"7"},"c2":{"client":"c2","user":"7"},"c3":{"client":"c3","user":""}}}}'));
    $this->assertSame(['uids' => ['7'], 'authTokens' => ['c3']], nodejs_get_content_channel_users('page'));
    $this->assertSame(['channel' => 'content:page'], $server->params());
  }

  public function testUsersAreMovedBetweenChannelsAndKicked(): void {
    $server = $this->host(self::SETTINGS, new HttpResponse(200, '{"result":{}}'));
    $this->assertTrue(nodejs_add_user_to_channel(7, 'nodejs_user_8'));
    $this->assertSame(['subscribe', ['user' => '7', 'channel' => 'user:8']], [$server->method(), $server->params()]);
    $this->assertTrue(nodejs_remove_user_from_channel('7', 'news'));
    $this->assertSame(['unsubscribe', ['user' => '7', 'channel' => 'news']], [$server->method(), $server->params()]);
    $this->assertTrue(nodejs_kick_user(7));
    $this->assertSame(['disconnect', ['user' => '7']], [$server->method(), $server->params()]);
  }

  public function testATokenLogsItsOwnSessionOut(): void {
    $server = $this->host(self::SETTINGS, new HttpResponse(200, '{"result":{"connections":1}}'));
    $token = nodejs_auth_get_token((object) ['uid' => 7]);
    $this->assertSame('7', CallbackToken::verify($token, self::SETTINGS['callback_key'], time())?->uid);
    $before = microtime(TRUE);
    $this->assertTrue(nodejs_logout_user($token));
    $this->assertSame('revoke', $server->method());
    ['at' => $at] = $server->params();
    $this->assertGreaterThanOrEqual(floor($before * 1000) / 1000, $at);
    $this->assertSame(['user' => '7', 'sid' => 'session-of-7', 'mode' => 'end', 'at' => $at], $server->params());

    $key = (new Settings(self::SETTINGS))->tokenKey();
    $this->assertTrue(nodejs_logout_user(Jwt::sign(['sub' => '8', 'sid' => 'T'], $key)));
    $this->assertSame(['8', 'T'], [$server->params()['user'], $server->params()['sid']]);
    $this->assertFalse(nodejs_logout_user('forged.token'));
    $this->assertFalse(nodejs_logout_user(Jwt::sign(['sub' => '8'], $key)), 'A token without a session ends none.');
    $this->assertCount(2, $server->requests);
  }

  public function testWhatGoesWrongIsReportedAndGivesFalse(): void {
    $this->host(self::SETTINGS, NULL);
    $this->assertFalse(nodejs_send_message((object) ['channel' => 'example']));
    $this->assertFalse(nodejs_kick_user(7));
    $this->assertFalse(nodejs_get_content_channel_users('page'));
    $this->assertCount(3, $this->host->failures);

    $this->host(self::SETTINGS, new HttpResponse(404, '{"error":{"code":102,"message":"unknown channel"}}'));
    $this->assertFalse(nodejs_send_message((object) ['channel' => 'x:y']));
    $failure = $this->host->failures[0];
    $this->assertInstanceOf(ServerRefused::class, $failure);
    $this->assertSame([404, 102, 'unknown channel'], [$failure->status, $failure->getCode(), $failure->getMessage()]);

    foreach ([new HttpResponse(500, '{"result":{}}'), new HttpResponse(200, '<html>'), new HttpResponse(200, '{}')] as $answer) {
      $this->host(self::SETTINGS, $answer);
      $this->assertFalse(nodejs_send_message((object) ['channel' => 'example']));
      $this->assertInstanceOf(ServerRefused::class, $this->host->failures[0]);
    }

    $this->host([]);
    $this->assertFalse(nodejs_send_message((object) ['channel' => 'example']));
    $this->assertFalse(nodejs_send_content_channel_token('page'));
    $this->assertFalse(nodejs_auth_get_token((object) ['uid' => 7]));
    $this->assertContainsOnlyInstancesOf(InvalidSettings::class, $this->host->failures);

    $server = $this->host();
    $this->assertFalse(nodejs_enqueue_message((object) ['data' => 'to nobody']));
    $this->deferred->end();
    $this->assertSame([], $server->requests);
  }

}
