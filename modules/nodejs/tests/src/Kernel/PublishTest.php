<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Publication;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Session\Session;
use Symfony\Component\HttpFoundation\Session\Storage\MockArraySessionStorage;

/**
 * What was saved is published, after the page; what was rolled back never.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class PublishTest extends NodejsKernelTestBase {

  /**
   * The data of everything published.
   *
   * @return list<mixed>
   *   In order.
   */
  private function published(): array {
    return array_map(static fn (array $call): mixed => $call[1]['data']['data'], $this->server->calls());
  }

  public function testTheClassicFunctionPublishesAfterThePage(): void {
    $this->assertTrue(nodejs_enqueue_message((object) ['channel' => 'example', 'data' => 'hello']));
    $this->assertSame([], $this->server->requests);
    $this->endRequest();
    $this->assertSame('http://127.0.0.1:8081/api/batch', $this->server->requests[0]['url']);
    $this->assertSame(self::KEYS['api_key'], $this->server->requests[0]['headers']['X-API-Key']);
    $this->assertSame('example', $this->server->calls()[0][1]['channel']);
    $this->assertSame(['hello'], $this->published());
  }

  public function testHooksMayAlterAMessage(): void {
    nodejs_send_message((object) ['channel' => 'altered', 'data' => 'by caller']);
    $this->assertSame(['by hook'], $this->published());
  }

  public function testTheServicePublishesAsTheFunctionDoes(): void {
    $this->container->get(DeferredPublisher::class)->publish(new Publication('example', ['data' => 'modern']));
    $this->endRequest();
    $this->assertSame(['modern'], $this->published());
  }

  public function testARollbackPublishesNothing(): void {
    $transaction = $this->container->get('database')->startTransaction();
    nodejs_enqueue_message((object) ['channel' => 'example', 'data' => 'never']);
    $transaction->rollBack();
    unset($transaction);
    nodejs_enqueue_message((object) ['channel' => 'example', 'data' => 'saved']);
    $this->endRequest();
    $this->assertSame(['saved'], $this->published());
  }

  public function testACommitPublishesInOrder(): void {
    $outer = $this->container->get('database')->startTransaction();
    nodejs_enqueue_message((object) ['channel' => 'example', 'data' => 1]);
    $inner = $this->container->get('database')->startTransaction();
    nodejs_enqueue_message((object) ['channel' => 'example', 'data' => 2]);
    unset($inner);
    $this->endRequest();
    $this->assertSame([], $this->server->requests, 'Nothing leaves before the outer transaction is through.');
    unset($outer);
    $this->assertSame([1, 2], $this->published(), 'A commit after the end of the request publishes at once.');
  }

  public function testTheBrowserThatCausedAMessageIsNamed(): void {
    $request = Request::create('/');
    $request->setSession(new Session(new MockArraySessionStorage()));
    $request->headers->set('X-Nodejs-Origin', '0123456789abcdef01234567');
    $this->container->get('request_stack')->push($request);
    nodejs_send_message((object) ['channel' => 'example', 'data' => 1]);
    $this->assertSame(['origin' => '0123456789abcdef01234567'], $this->server->params()['tags']);
    $request->headers->set('X-Nodejs-Origin', '<script>');
    nodejs_send_message((object) ['channel' => 'example', 'data' => 1]);
    $this->assertArrayNotHasKey('tags', $this->server->params());
  }

  public function testARoleIsFoundByIdAndByLabel(): void {
    $this->createRole([], 'editor', 'Editors');
    nodejs_send_role_message('editor', 'S', 'B');
    nodejs_send_role_message('Editors', 'S', 'B');
    $this->assertFalse(nodejs_send_role_message('nobody', 'S', 'B'));
    $this->endRequest();
    $this->assertSame(['role:editor', 'role:editor'], array_column(array_column($this->server->calls(), 1), 'channel'));
  }

  public function testWithoutKeysAPageGoesOn(): void {
    $this->setSetting('nodejs', []);
    nodejs_enqueue_message((object) ['channel' => 'example', 'data' => 1]);
    $this->endRequest();
    $this->assertSame([], $this->server->requests);
  }

}
