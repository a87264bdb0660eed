<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\nodejs\Core\Revocation;
use Drupal\nodejs\Core\SessionId;
use Drupal\nodejs\RevocationTable;
use Drupal\nodejs\Revocations;
use Drupal\user\Entity\Role;
use Drupal\user\Entity\User;
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
    return array_map(static fn (array $call): array => array_diff_key($call[1], ['at' => 0]), $this->server->calls());
  }

  public function testBlockingEndsAllConnections(): void {
    $alice = $this->alice();
    $before = microtime(TRUE);
    $alice->block()->save();
    $this->assertSame([['user' => $alice->id(), 'mode' => 'end']], $this->revoked());
    $this->assertGreaterThanOrEqual($before, $this->server->calls()[0][1]['at']);
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

  /**
   * What the server learns that has read up to a row.
   *
   * @return array{list<array<string, mixed>>, array<string, mixed>}
   *   Revocations without their times, and the rest of the answer.
   */
  private function pull(int $since): array {
    [$status, $answer] = $this->answerTo($this->signed('GET', '/nodejs/revocations?since=' . $since));
    $this->assertSame(200, $status);
    $revocations = array_map(static fn (array $row): array => array_diff_key($row, ['at' => 0]), $answer['revocations']);
    return [$revocations, array_diff_key($answer, ['revocations' => 0])];
  }

  /**
   * Users who were here just now.
   *
   * @return list<string>
   *   Their ids.
   */
  private function visitors(int $count, string ...$roles): array {
    $uids = [];
    for ($i = 0; $i < $count; $i++) {
      $user = User::create(['name' => "visitor $i", 'status' => 1, 'access' => time() - $i, 'roles' => $roles]);
      $user->save();
      $uids[] = (string) $user->id();
    }
    return $uids;
  }

  public function testAServerThatWasAwayReadsWhatItMissed(): void {
    $alice = $this->alice();
    $this->server->answer(NULL);
    $before = microtime(TRUE);
    $alice->block()->save();
    $row = ['id' => 1, 'user' => $alice->id(), 'mode' => 'end'];
    $this->assertSame([[$row], ['last' => 0, 'more' => FALSE, 'waiting' => 0]], $this->pull(0));
    [, $answer] = $this->answerTo($this->signed('GET', '/nodejs/revocations?since=0'));
    $this->assertGreaterThanOrEqual($before, $answer['revocations'][0]['at']);
    $this->assertLessThan(microtime(TRUE) + 0.002, $answer['revocations'][0]['at']);

    // A minute later no transaction is open any more that took a smaller id.
    $this->container->get('database')->update('nodejs_revocation')->expression('moment', 'moment - 61000')->execute();
    $this->assertSame([[$row], ['last' => 1, 'more' => FALSE, 'waiting' => 0]], $this->pull(0));
    $this->assertSame([[], ['last' => 1, 'more' => FALSE, 'waiting' => 0]], $this->pull(1));
    $this->assertSame([[$row], ['last' => 1, 'more' => FALSE, 'waiting' => 0]], $this->pull(99), 'A restored database counts anew.');
  }

  public function testTheRevocationsAreTheServersOnly(): void {
    $this->assertSame(403, $this->answerTo(Request::create('/nodejs/revocations?since=0'))[0]);
    $request = $this->signed('GET', '/nodejs/revocations?since=0');
    $other = Request::create('/nodejs/revocations?since=1');
    $other->headers->set('X-Nodejs-Signature', (string) $request->headers->get('X-Nodejs-Signature'));
    $this->assertSame(403, $this->answerTo($other)[0]);
  }

  public function testCronTellsAServerThatDoesNotAsk(): void {
    $alice = $this->alice();
    $this->server->answer(NULL);
    $alice->block()->save();
    $this->assertSame(1, $this->container->get(RevocationTable::class)->countUndelivered());
    $first = $this->server->calls()[0];
    $this->server->answer();
    $this->server->requests = [];
    $this->container->get('cron')->run();
    $this->assertEquals([$first], $this->server->calls(), 'With the time of the change, not of cron.');
    $this->assertSame(0, $this->container->get(RevocationTable::class)->countUndelivered());
    $this->container->get('cron')->run();
    $this->assertCount(1, $this->server->requests);
  }

  public function testCronForgetsWhatNoTokenCanBeAbout(): void {
    $this->alice()->block()->save();
    $this->container->get('database')->update('nodejs_revocation')->expression('moment', 'moment - 86401000')->execute();
    $this->container->get('cron')->run();
    $this->assertSame([[], ['last' => 0, 'more' => FALSE, 'waiting' => 0]], $this->pull(0));
  }

  public function testAPermissionThatIsTakenMakesTheRolesUsersAskAgain(): void {
    $this->createRole(['access content'], 'editor');
    [$editor] = $this->visitors(1, 'editor');
    User::create(['name' => 'long gone', 'status' => 1, 'access' => time() - 100_000, 'roles' => ['editor']])->save();
    $this->alice()->setLastAccessTime(time())->save();
    $role = Role::load('editor');
    $role->grantPermission('access user profiles')->save();
    $this->assertSame([], $this->revoked());
    $role->revokePermission('access content')->save();
    $this->assertSame([['user' => $editor, 'mode' => 'refresh']], $this->revoked());
    $role->delete();
    $this->assertCount(2, $this->revoked());
  }

  public function testARolesUsersAreToldInOneCall(): void {
    $this->createRole(['access content'], 'editor');
    $uids = $this->visitors(101, 'editor');
    Role::load('editor')->revokePermission('access content')->save();
    [$call] = $this->revoked();
    $this->assertEqualsCanonicalizing($uids, $call['users']);
    $this->assertSame('refresh', $call['mode']);
    $this->assertArrayNotHasKey('user', $call);
    $this->assertCount(1, $this->server->requests);
    $this->assertCount(101, $this->pull(0)[0], 'Each has its row.');
    $this->assertSame(0, $this->container->get(RevocationTable::class)->countUndelivered());
  }

  public function testManyMoreAreToldInSeveralRequests(): void {
    $this->container->get(Revocations::class)->add(...array_map(static fn (int $uid): Revocation => Revocation::refresh((string) $uid), range(1, 2001)));
    $this->assertSame([1000, 1000, 1], array_map(static fn (array $call): int => count($call['users'] ?? [$call['user']]), $this->revoked()));
    $this->assertCount(3, $this->server->requests);
    [$rows, $rest] = $this->pull(0);
    $this->assertCount(1000, $rows);
    $this->assertSame(['last' => 1000, 'more' => TRUE, 'waiting' => 0], $rest);
  }

  public function testWhatEverybodyLosesIsOneRow(): void {
    $this->visitors(3);
    $role = Role::load('authenticated');
    $role->grantPermission('access content')->save();
    $role->revokePermission('access content')->save();
    $this->assertSame([['user' => '*', 'mode' => 'refresh']], $this->revoked());
    $this->assertSame([['id' => 1, 'user' => '*', 'mode' => 'refresh']], $this->pull(0)[0]);
  }

  public function testBeforeTheUpdateIsRunRightsEndAllTheSame(): void {
    $this->container->get('database')->schema()->dropTable('nodejs_revocation');
    $alice = $this->alice();
    $alice->block()->save();
    $this->assertSame([['user' => $alice->id(), 'mode' => 'end']], $this->revoked());
  }

}
