<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\Core\DependencyInjection\ContainerBuilder;
use Drupal\Tests\nodejs\TokenProvider;
use Drupal\Tests\nodejs\WithdrawingPolicy;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\DependencyInjection\Reference;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Session\Session;
use Symfony\Component\HttpFoundation\Session\Storage\MockArraySessionStorage;

/**
 * Node hears from Drupal whose sessions are, and what their users may.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class IntrospectionRouteTest extends NodejsKernelTestBase {

  private const ALICE = 'a3q5lWW0COlPAl9UbgBVds58fIWmG,CWAM9IHxLV86a2bglN';

  /**
   * {@inheritdoc}
   */
  public function register(ContainerBuilder $container): void {
    parent::register($container);
    $container->register(WithdrawingPolicy::class, WithdrawingPolicy::class)->addTag('access_policy');
    $container->register(TokenProvider::class, TokenProvider::class)
      ->addArgument(new Reference('entity_type.manager'))
      ->addTag('authentication_provider', ['provider_id' => 'nodejs_test', 'priority' => 10]);
  }

  /**
   * Writes a session as Drupal does at a log-in.
   */
  private function logIn(string $cookie, int|string $uid): void {
    $this->write($cookie, '_sf2_attributes|' . serialize(['uid' => (string) $uid]) . '_sf2_meta|' . serialize(['u' => 1790000000]));
  }

  /**
   * Writes a session's payload where the site keeps sessions.
   */
  private function write(string $cookie, string $payload): void {
    $request = Request::create('/');
    $request->setSession(new Session(new MockArraySessionStorage()));
    $stack = $this->container->get('request_stack');
    $stack->push($request);
    $this->container->get('session_handler.storage')->write($cookie, $payload);
    $stack->pop();
  }

  /**
   * Asks as the push server does.
   *
   * @param mixed $sessions
   *   Values of session cookies.
   *
   * @return array{int, array<string, mixed>}
   *   Status and decoded body.
   */
  private function ask(mixed $sessions): array {
    return $this->answerTo($this->signed('POST', '/nodejs/introspect', (string) json_encode(['sessions' => $sessions])));
  }

  public function testItTellsWhoseSessionsAreAndWhatTheirUsersMay(): void {
    $this->createRole(['access content', WithdrawingPolicy::PERMISSION], 'editor');
    $alice = $this->alice();
    $alice->addRole('editor')->save();
    $this->logIn(self::ALICE, $alice->id());
    $this->logIn(str_repeat('n', 32), 0);
    [$status, $answer] = $this->ask([str_repeat('x', 43), self::ALICE, str_repeat('n', 32)]);
    $this->assertSame(200, $status);
    $this->assertSame([1 => ['uid' => (int) $alice->id(), 'used' => 1790000000]], $answer['sessions']);
    $this->assertSame([$alice->id()], array_map(strval(...), array_keys($answer['users'])));
    ['name' => $name, 'roles' => $roles, 'permissions' => $permissions] = $answer['users'][$alice->id()];
    $this->assertSame(['alice', ['editor']], [$name, $roles]);
    $this->assertContains('access content', $permissions);
    // What no reader of the tables could know.
    $this->assertNotContains(WithdrawingPolicy::PERMISSION, $permissions);
    $this->assertSame(PHP_SESSION_NONE, session_status());
  }

  public function testAdministratorsMayEverything(): void {
    $this->logIn(self::ALICE, 1);
    $this->assertTrue($this->ask([self::ALICE])[1]['users'][1]['permissions']);
  }

  public function testBlockedAndDeletedUsersAreNobody(): void {
    $alice = $this->alice();
    $this->logIn(self::ALICE, $alice->id());
    $alice->block()->save();
    $this->logIn(self::ALICE, $alice->id());
    $this->assertSame([200, ['sessions' => [], 'users' => [], 'tokens' => []]], $this->ask([self::ALICE]));
    $this->logIn(self::ALICE, 4711);
    $this->assertSame([200, ['sessions' => [], 'users' => [], 'tokens' => []]], $this->ask([self::ALICE]));
  }

  public function testABrokenSessionIsNobody(): void {
    $this->logIn(self::ALICE, 1);
    $this->write(self::ALICE, '_sf2_attributes|a:1:{s:3:"uid";s:9:"1');
    $admin = str_repeat('a', 32);
    $this->logIn($admin, 1);
    // It takes no other with it.
    $this->assertSame([1], array_keys($this->ask([self::ALICE, $admin])[1]['sessions']));
  }

  public function testItTellsWhoseBearerTokensAreAndWhatTheyMay(): void {
    $this->createRole(['access content', 'administer users'], 'editor');
    $alice = $this->alice();
    $alice->addRole('editor')->save();
    $ask = fn (array $tokens): array => $this->answerTo($this->signed('POST', '/nodejs/introspect', (string) json_encode(['sessions' => [], 'tokens' => $tokens])));
    [$status, $answer] = $ask(['made.up', 'of-' . $alice->id(), 'of-4711', 'of-1']);
    $this->assertSame(200, $status);
    $this->assertSame([1, 3], array_keys($answer['tokens']));
    ['uid' => $uid, 'name' => $name, 'roles' => $roles, 'permissions' => $permissions] = $answer['tokens'][1];
    $this->assertSame([(int) $alice->id(), 'alice', ['editor']], [$uid, $name, $roles]);
    $this->assertContains('access content', $permissions);
    // A token may allow less than its user.
    $this->assertNotContains('administer users', $permissions);
    $this->assertTrue($answer['tokens'][3]['permissions']);
    $alice->block()->save();
    $this->assertSame([], $ask(['of-' . $alice->id()])[1]['tokens']);
    foreach (['x', ['with blank in it'], [''], [['a']], array_fill(0, 513, 'a')] as $wrong) {
      $this->assertSame(400, $this->answerTo($this->signed('POST', '/nodejs/introspect', (string) json_encode(['sessions' => [], 'tokens' => $wrong])))[0]);
    }
  }

  public function testOnlyTheServerIsAnswered(): void {
    $request = Request::create('/nodejs/introspect', 'POST', content: '{"sessions":[]}');
    $this->assertSame(403, $this->answerTo($request)[0]);
    foreach ([NULL, 'x', ['x'], [['a']], ['a' => self::ALICE], array_fill(0, 513, self::ALICE)] as $wrong) {
      $this->assertSame(400, $this->ask($wrong)[0]);
    }
  }

}
