<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\nodejs\Core\SessionId;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Session\Session;
use Symfony\Component\HttpFoundation\Session\Storage\MockArraySessionStorage;

/**
 * The push server hears of every account that lost something.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class RevocationTest extends NodejsKernelTestBase {

  /**
   * What was revoked, without the time.
   *
   * @return list<array<string, mixed>>
   *   Members of the API requests.
   */
  private function revoked(): array {
    $this->assertSame([], array_diff($this->asked(), ['revoke']));
    return array_map(static fn (array $request): array => array_diff_key($request['body'], ['at' => 0]), $this->server->requests);
  }

  public function testBlockingEndsAllConnections(): void {
    $alice = $this->alice();
    $before = microtime(TRUE);
    $alice->block()->save();
    $this->assertSame([['user' => $alice->id(), 'mode' => 'end']], $this->revoked());
    $this->assertGreaterThanOrEqual($before, $this->server->params()['at']);
  }

  public function testDeletingEndsAllConnections(): void {
    $alice = $this->alice();
    $uid = $alice->id();
    $alice->delete();
    $this->assertSame([['user' => $uid, 'mode' => 'end']], $this->revoked());
  }

  public function testANewPasswordOrRoleMakesAllConnectionsAskAgain(): void {
    $alice = $this->alice();
    $this->createRole([], 'editor');
    $refresh = ['user' => $alice->id(), 'mode' => 'refresh'];
    $alice->addRole('editor')->save();
    $this->assertSame([$refresh], $this->revoked());
    $alice->removeRole('editor')->save();
    $alice->setPassword('another')->save();
    $this->assertSame([$refresh, $refresh, $refresh], $this->revoked());
  }

  public function testOtherChangesRevokeNothing(): void {
    $alice = $this->alice();
    $alice->setEmail('alice@example.org')->save();
    $alice->setLastAccessTime(1)->save();
    $this->assertSame([], $this->revoked());
  }

  public function testARollbackRevokesNothing(): void {
    $alice = $this->alice();
    $transaction = $this->container->get('database')->startTransaction();
    $alice->block()->save();
    $transaction->rollBack();
    unset($transaction);
    $this->assertSame([], $this->revoked());
  }

  public function testLoggingOutEndsThisSessionOnly(): void {
    $alice = $this->alice();
    $request = Request::create('/');
    $session = new Session(new MockArraySessionStorage());
    $session->setId('a cookie');
    $session->set('uid', $alice->id());
    $request->setSession($session);
    $request->cookies->set($this->container->get('session_configuration')->getOptions($request)['name'], 'a cookie');
    // The main request is the first on the stack.
    $stack = $this->container->get('request_stack');
    while ($stack->pop() !== NULL) {
      continue;
    }
    $stack->push($request);
    $this->container->get('module_handler')->invokeAll('user_logout', [$alice]);
    $this->assertSame([['user' => $alice->id(), 'sid' => SessionId::fromCookie('a cookie'), 'mode' => 'end']], $this->revoked());

    $session->set('uid', 1);
    $this->container->get('module_handler')->invokeAll('user_logout', [$alice]);
    $this->assertCount(1, $this->revoked(), "Somebody else's session isn't ended.");
  }

}
