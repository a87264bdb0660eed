<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Core;

use Drupal\nodejs\Core\CallbackResponder;
use Drupal\nodejs\Core\CallbackToken;
use Drupal\nodejs\Core\Identity;
use Drupal\nodejs\Core\Settings;
use PHPUnit\Framework\TestCase;

/**
 * The callback answers who a token is, to nobody but the push server.
 */
final class CallbackResponderTest extends TestCase {

  private const KEY = 'a callback key of at least 32 bytes';

  private const NOW = 1763700000.5;

  /**
   * Answers a request of the push server.
   *
   * @return array{int, array<string, mixed>}
   *   Status and decoded body.
   */
  private function ask(mixed $message, string $serviceKey = self::KEY, ?Identity $identity = NULL): array {
    $responder = new CallbackResponder(
      new Settings(['callback_key' => self::KEY]),
      fn (CallbackToken $token): ?Identity => $identity,
      fn (string $type, array $message): ?array => $type === 'userOffline' ? ['message' => 'User ' . $message['uid'] . ' set offline.'] : NULL,
    );
    $json = is_string($message) ? $message : json_encode($message, JSON_THROW_ON_ERROR);
    $response = $responder->respond(['serviceKey' => $serviceKey, 'messageJson' => $json], self::NOW);
    return [$response->status, json_decode($response->body, TRUE, 8, JSON_THROW_ON_ERROR)];
  }

  /**
   * The server's question about a token.
   *
   * @return array<string, string>
   *   The message.
   */
  private function question(int $expires, string $key = self::KEY): array {
    $token = (new CallbackToken('7', 'S', $expires))->sign($key);
    return ['messageType' => 'authenticate', 'authToken' => $token, 'clientId' => 'c1'];
  }

  public function testAGoodTokenIsAnsweredWithUserChannelsAndSession(): void {
    $alice = new Identity('7', ['user:7', 'example'], 'S', ['name' => 'Alice']);
    $this->assertSame([200, [
      'uid' => '7',
      'nodejsValidAuthToken' => TRUE,
      'channels' => ['user:7', 'example'],
      'sid' => 'S',
      'expires' => 1763700300,
      'info' => ['name' => 'Alice'],
    ]], $this->ask($this->question(1763700300), self::KEY, $alice));
  }

  public function testWhoIsNobodyAnyMoreIsRefused(): void {
    $refused = [200, ['nodejsValidAuthToken' => FALSE]];
    $alice = new Identity('7', []);
    $this->assertSame($refused, $this->ask($this->question(1763700300), self::KEY, NULL));
    $this->assertSame($refused, $this->ask($this->question(1763700000), self::KEY, $alice), 'expired');
    $this->assertSame($refused, $this->ask($this->question(1763700300, str_repeat('k', 40)), self::KEY, $alice), 'forged');
    foreach ([NULL, 7, [], 'constructor', '', 'a.b.c'] as $token) {
      $this->assertSame($refused, $this->ask(['messageType' => 'authenticate', 'authToken' => $token], self::KEY, $alice));
    }
  }

  public function testOtherMessagesGoToTheirHandler(): void {
    $this->assertSame([200, ['message' => 'User 7 set offline.']], $this->ask(['messageType' => 'userOffline', 'uid' => 7]));
    $this->assertSame(404, $this->ask(['messageType' => 'unknown'])[0]);
    $this->assertSame(404, $this->ask(['messageType' => ['authenticate']])[0]);
    $this->assertSame(404, $this->ask('{}')[0]);
  }

  public function testAWrongKeyOrNoMessageIsRefusedByStatus(): void {
    $this->assertSame(403, $this->ask($this->question(1763700300), 'wrong')[0]);
    $this->assertSame(403, $this->ask($this->question(1763700300), '')[0]);
    foreach (['', 'null', '[]', '"x"', '{', '7'] as $json) {
      $this->assertSame([400, ['error' => 'No message.']], $this->ask($json), $json);
    }
  }

  public function testWithoutACallbackKeyTheDoorIsShut(): void {
    $responder = new CallbackResponder(new Settings([]), fn (): ?Identity => new Identity('1', []));
    $this->assertSame(403, $responder->respond(['serviceKey' => '', 'messageJson' => '{"messageType":"authenticate"}'], self::NOW)->status);
    $this->assertSame(403, $responder->respond(['serviceKey' => ['x']], self::NOW)->status);
  }

}
