<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\nodejs\Core\CallbackToken;
use Drupal\nodejs\Core\SessionId;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * The push server may ask Drupal who a token is.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class CallbackRouteTest extends NodejsKernelTestBase {

  /**
   * Asks as the push server does.
   *
   * @param array<string, mixed> $message
   *   The message.
   * @param string $key
   *   The service key.
   *
   * @return array{int, array<string, mixed>}
   *   Status and decoded body.
   */
  private function ask(array $message, string $key = self::KEYS['callback_key']): array {
    $request = Request::create('/nodejs/message', 'POST', ['serviceKey' => $key, 'messageJson' => json_encode($message)]);
    $response = $this->container->get('http_kernel')->handle($request);
    return [$response->getStatusCode(), json_decode((string) $response->getContent(), TRUE)];
  }

  /**
   * Asks about a token.
   *
   * @return array<string, mixed>
   *   The answer.
   */
  private function identify(string $token): array {
    [$status, $answer] = $this->ask(['messageType' => 'authenticate', 'authToken' => $token, 'clientId' => 'c1']);
    $this->assertSame(200, $status);
    return $answer;
  }

  public function testATokenIsItsUserUntilTheUserIsBlocked(): void {
    $alice = $this->alice();
    $token = nodejs_auth_get_token($alice);
    $this->assertIsString($token);
    $answer = $this->identify($token);
    $this->assertSame([$alice->id(), TRUE, ['name' => 'alice']], [$answer['uid'], $answer['nodejsValidAuthToken'], $answer['info']]);
    $this->assertContains('example', $answer['channels']);
    $this->assertContains('user:' . $alice->id(), $answer['channels']);
    $this->assertStringNotContainsString('nodejs_user_', implode(' ', $answer['channels']));
    $alice->block()->save();
    $this->assertSame(['nodejsValidAuthToken' => FALSE], $this->identify($token));
  }

  public function testATokenOfASessionEndsWithTheSession(): void {
    $alice = $this->alice();
    $sid = SessionId::fromCookie('a cookie');
    $token = (new CallbackToken($alice->id(), $sid, time() + 60))->sign(self::KEYS['callback_key']);
    $this->assertSame(['nodejsValidAuthToken' => FALSE], $this->identify($token));

    $sessions = $this->container->get('session_handler.storage');
    $this->container->get('request_stack')->getCurrentRequest()->getSession()->set('uid', $alice->id());
    $sessions->write('a cookie', 'something');
    $answer = $this->identify($token);
    $this->assertSame($sid, $answer['sid'] ?? NULL, "Drupal's own row is found.");
    $this->assertContains('session:' . $sid, $answer['channels']);

    $sessions->destroy('a cookie');
    $this->assertSame(['nodejsValidAuthToken' => FALSE], $this->identify($token));
  }

  public function testModulesAnswerMessagesOfTheirOwn(): void {
    $this->assertSame([200, ['pong' => 3, 'altered' => TRUE]], $this->ask(['messageType' => 'ping', 'number' => 3]));
    $this->assertSame(404, $this->ask(['messageType' => 'unknown'])[0]);
  }

  public function testTheServiceKeyIsAsked(): void {
    $this->assertSame(403, $this->ask(['messageType' => 'ping', 'number' => 3], 'wrong')[0]);
    $this->setSetting('nodejs', []);
    $this->assertSame(403, $this->ask(['messageType' => 'ping', 'number' => 3], '')[0]);
  }

}
