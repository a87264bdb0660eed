<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * What browsers ask through the push server, Drupal answers as their users.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class QuestionsTest extends NodejsKernelTestBase {

  /**
   * Asks as the push server does.
   *
   * @return array{int, array<string, mixed>}
   *   Status and body.
   */
  private function ask(string $route, array $question): array {
    return $this->answerTo($this->signed('POST', '/nodejs/' . $route, (string) json_encode($question)));
  }

  public function testCallsAreAnsweredByMethodsEventsAndClassicCallbacks(): void {
    $alice = $this->alice();
    $caller = ['client' => 'C', 'user' => $alice->id()];
    $this->assertSame(
      [200, ['result' => ['data' => ['asked' => ['sku' => 1], 'as' => $alice->id(), 'client' => 'C']]]],
      $this->ask('rpc', ['method' => 'shop.stock', 'data' => ['sku' => 1]] + $caller),
    );
    $this->assertSame([200, ['result' => ['data' => NULL]]], $this->ask('rpc', ['method' => 'shop.time'] + $caller));
    $this->assertSame(
      [200, ['result' => ['data' => ['pong' => 4, 'altered' => TRUE]]]],
      $this->ask('rpc', ['method' => 'ping', 'data' => ['number' => 4]] + $caller),
    );
    $this->assertSame([200, ['error' => ['code' => 410, 'message' => 'sold out']]], $this->ask('rpc', ['method' => 'shop.buy'] + $caller));
    $this->assertSame([200, ['error' => ['code' => 404, 'message' => 'no such method']]], $this->ask('rpc', ['method' => 'nobody.knows'] + $caller));
    $this->assertSame('0', $this->ask('rpc', ['method' => 'shop.stock', 'client' => 'C', 'user' => ''])[1]['result']['data']['as']);
    $this->assertTrue($this->container->get('current_user')->isAnonymous(), 'Nobody stays logged in.');
  }

  public function testABlockedUserIsRefusedEverywhere(): void {
    $alice = $this->alice();
    $alice->block()->save();
    foreach (['rpc' => ['method' => 'shop.stock'], 'subscribe' => ['channel' => 'shop:1'], 'publish' => ['channel' => 'shop:raw', 'data' => 1]] as $route => $question) {
      $this->assertSame(403, $this->ask($route, $question + ['client' => 'C', 'user' => $alice->id()])[1]['error']['code'], $route);
      $this->assertSame(403, $this->ask($route, $question + ['client' => 'C', 'user' => '999'])[1]['error']['code'], $route);
    }
  }

  public function testNobodyListensOrPublishesUntilSomebodyPermitsIt(): void {
    $alice = $this->alice();
    $caller = ['client' => 'C', 'user' => $alice->id()];
    $this->assertSame([200, ['result' => ['info' => ['name' => 'customer']]]], $this->ask('subscribe', ['channel' => 'shop:1'] + $caller));
    $this->assertSame([200, ['result' => []]], $this->ask('subscribe', ['channel' => 'example'] + $caller), 'A channel of hook_nodejs_user_channels().');
    $this->assertSame(403, $this->ask('subscribe', ['channel' => 'user:1'] + $caller)[1]['error']['code']);
    $this->assertSame(403, $this->ask('subscribe', ['channel' => 'shop:1', 'client' => 'C', 'user' => ''])[1]['error']['code']);
    $this->assertSame([200, ['result' => []]], $this->ask('publish', ['channel' => 'shop:raw', 'data' => 1] + $caller));
    $this->assertSame([200, ['result' => ['data' => 'b']]], $this->ask('publish', ['channel' => 'shop:clean', 'data' => '<b>b</b>'] + $caller));
    $this->assertSame([200, ['result' => ['published' => TRUE]]], $this->ask('publish', ['channel' => 'shop:done', 'data' => 1] + $caller));
    $this->assertSame(403, $this->ask('publish', ['channel' => 'shop:other', 'data' => 1] + $caller)[1]['error']['code']);
  }

  public function testOnlyTheServerMayAskAndOnlyAsAgreed(): void {
    foreach (['rpc', 'subscribe', 'publish'] as $route) {
      $path = '/nodejs/' . $route;
      $body = '{"method":"shop.stock","channel":"shop:1","client":"C","user":""}';
      $this->assertSame(403, $this->answerTo(Request::create($path, 'POST', content: $body))[0], 'unsigned');
      $this->assertSame(403, $this->answerTo($this->signed('POST', $path, $body, time() - 61))[0], 'old');
      $moved = $this->signed('POST', '/nodejs/flush', $body);
      $this->assertSame(403, $this->answerTo(Request::create($path, 'POST', server: ['HTTP_X_NODEJS_SIGNATURE' => $moved->headers->get('X-Nodejs-Signature')], content: $body))[0], 'for another route');
      foreach (['', '[]', '{}', '{"method":1,"channel":1,"client":"C","user":""}', '{"method":"a","channel":"a"}'] as $wrong) {
        $this->assertSame(400, $this->answerTo($this->signed('POST', $path, $wrong))[0], $wrong);
      }
    }
    $this->assertSame(405, $this->answerTo($this->signed('GET', '/nodejs/rpc'))[0]);
  }

}
