<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Core;

use Drupal\nodejs\Core\CallbackToken;
use Drupal\nodejs\Core\ConnectionToken;
use Drupal\nodejs\Core\Jwt;
use Drupal\nodejs\Core\Key;
use Drupal\nodejs\Core\SessionId;
use Drupal\nodejs\Core\Signature;
use Drupal\nodejs\Core\SubscriptionToken;
use Drupal\nodejs\Core\Ticket;
use PHPUnit\Framework\TestCase;

/**
 * PHP writes and accepts the very bytes that Node writes and accepts.
 */
final class VectorsTest extends TestCase {

  /**
   * The vectors that the TypeScript tests read too.
   *
   * @return array<string, mixed>
   *   Decoded.
   */
  private static function vectors(): array {
    $file = __DIR__ . '/../../../../packages/protocol/vectors/tokens.json';
    return json_decode((string) file_get_contents($file), TRUE, 64, JSON_THROW_ON_ERROR);
  }

  /**
   * The key that signs the vectors.
   */
  private static function key(): Key {
    $key = self::vectors()['jwt']['key'];
    return new Key($key['id'], $key['secret']);
  }

  public function testConnectionTokensHaveTheAgreedBytes(): void {
    foreach (self::vectors()['jwt']['connection'] as $vector) {
      $claims = $vector['claims'];
      $token = new ConnectionToken($claims['sub'], $claims['iat'], $claims['exp'], $claims['sid'] ?? NULL, $claims['info'] ?? NULL, $claims['channels'] ?? []);
      $this->assertSame($vector['token'], $token->sign(self::key()), $vector['name']);
    }
  }

  public function testSubscriptionTokensHaveTheAgreedBytes(): void {
    foreach (self::vectors()['jwt']['subscription'] as $vector) {
      $claims = $vector['claims'];
      $token = new SubscriptionToken($claims['sub'], $claims['channel'], $claims['iat'] ?? NULL, $claims['exp'] ?? NULL, $claims['info'] ?? NULL);
      $this->assertSame($vector['token'], $token->sign(self::key()), $vector['name']);
    }
  }

  public function testGoodTokensGiveTheirClaims(): void {
    $jwt = self::vectors()['jwt'];
    foreach ([...$jwt['connection'], ...$jwt['subscription']] as $vector) {
      $this->assertEquals($vector['claims'], Jwt::verify($vector['token'], self::key(), $jwt['now']), $vector['name']);
    }
  }

  public function testBadTokensAreRefused(): void {
    $jwt = self::vectors()['jwt'];
    foreach ($jwt['refused'] as $vector) {
      $this->assertNull(Jwt::verify($vector['token'], self::key(), $jwt['now']), $vector['name']);
    }
  }

  public function testChangingAnyCharacterBreaksTheToken(): void {
    $jwt = self::vectors()['jwt'];
    $token = $jwt['connection'][0]['token'];
    for ($i = 0; $i < strlen($token); $i++) {
      $changed = $token;
      $changed[$i] = $token[$i] === 'A' ? 'B' : 'A';
      $this->assertNull(Jwt::verify($changed, self::key(), $jwt['now']), "character $i");
    }
    foreach (['', '.', '..', '...', $token . '.', 'a.b', $token . '='] as $broken) {
      $this->assertNull(Jwt::verify($broken, self::key(), $jwt['now']), $broken);
    }
  }

  public function testCallbackTokensHaveTheAgreedBytesAndComeBack(): void {
    $callback = self::vectors()['callback'];
    foreach ($callback['tokens'] as $vector) {
      $token = new CallbackToken($vector['claims']['uid'], $vector['claims']['sid'], $vector['claims']['exp']);
      $this->assertSame($vector['token'], $token->sign($callback['key']), $vector['name']);
      $this->assertEquals($token, CallbackToken::verify($vector['token'], $callback['key'], $callback['now']), $vector['name']);
      $this->assertNull(CallbackToken::verify($vector['token'], $callback['key'] . 'x', $callback['now']));
      $this->assertNull(CallbackToken::verify($vector['token'], $callback['key'], $vector['claims']['exp']));
      $this->assertNull(CallbackToken::verify($vector['token'] . '.', $callback['key'], $callback['now']));
    }
  }

  public function testSessionsHaveTheAgreedNames(): void {
    foreach (self::vectors()['sid'] as $vector) {
      $this->assertSame($vector['sid'], SessionId::fromCookie($vector['cookie']));
      $this->assertSame($vector['sid'], SessionId::fromStored($vector['stored']));
    }
  }

  public function testSignaturesHoldForTheirRequestOnly(): void {
    $signature = self::vectors()['signature'];
    $key = new Key($signature['key']['id'], $signature['key']['secret']);
    foreach ($signature['headers'] as $vector) {
      ['time' => $time, 'method' => $method, 'path' => $path, 'body' => $body] = $vector['request'];
      $this->assertSame($vector['header'], Signature::sign($key, $time, $method, $path, $body), $vector['name']);
      $this->assertTrue(Signature::verify($vector['header'], $key, $signature['now'], $method, $path, $body));
      $this->assertTrue(Signature::verify($vector['header'], $key, $time - 60, $method, $path, $body));
      $this->assertFalse(Signature::verify($vector['header'], $key, $time + 61, $method, $path, $body));
      $this->assertFalse(Signature::verify($vector['header'], $key, $time - 61, $method, $path, $body));
      $this->assertFalse(Signature::verify($vector['header'], $key, $time, 'PUT', $path, $body));
      $this->assertFalse(Signature::verify($vector['header'], $key, $time, $method, $path . '/', $body));
      $this->assertFalse(Signature::verify($vector['header'], $key, $time, $method, $path, $body . ' '));
      $this->assertFalse(Signature::verify($vector['header'] . "\n", $key, $time, $method, $path, $body));
      $this->assertFalse(Signature::verify($vector['header'], new Key('b2', $signature['key']['secret']), $time, $method, $path, $body));
    }
  }

  public function testTicketsHaveTheAgreedBytesAndOpenNothingElse(): void {
    $key = self::key();
    foreach (self::vectors()['ticket'] as ['site' => $site, 'channel' => $channel, 'permissions' => $permissions, 'ticket' => $ticket]) {
      $this->assertSame($ticket, Ticket::sign($key, $site, $channel, $permissions));
      $this->assertTrue(Ticket::verify($ticket, $key, $site, $channel, $permissions));
      $this->assertFalse(Ticket::verify($ticket, $key, 'another', $channel, $permissions), 'of another site');
      $this->assertFalse(Ticket::verify($ticket, $key, $site, $channel . 'x', $permissions), 'of another channel');
      $this->assertFalse(Ticket::verify($ticket, $key, $site, $channel, 'others'), 'of another audience');
      $this->assertFalse(Ticket::verify($ticket, new Key('k1', str_repeat('s', 32)), $site, $channel, $permissions), 'by another key');
    }
    foreach (['user:7', 'session:abc'] as $own) {
      $this->assertFalse(Ticket::verify('', $key, 'default', $own, 'p'), $own);
    }
  }

}
