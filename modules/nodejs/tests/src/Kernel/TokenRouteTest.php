<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\nodejs\Core\Jwt;
use Drupal\nodejs\Core\Key;
use Drupal\nodejs\Event\UserChannels;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;

/**
 * The token route tells each account what it may listen to.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class TokenRouteTest extends NodejsKernelTestBase {

  /**
   * Asks for tokens as the current user.
   */
  private function ask(): Response {
    return $this->container->get('http_kernel')->handle(Request::create('/nodejs/token'));
  }

  /**
   * What a token of this site says.
   *
   * @return array<string, mixed>
   *   The claims.
   */
  private function claims(string $token): array {
    $claims = Jwt::verify($token, new Key(self::KEYS['token_key']['id'], self::KEYS['token_key']['secret']), microtime(TRUE));
    $this->assertIsArray($claims);
    return $claims;
  }

  public function testAVisitorGetsPublicChannelsAndNoSession(): void {
    $response = $this->ask();
    $this->assertSame(200, $response->getStatusCode());
    $this->assertStringContainsString('no-store', (string) $response->headers->get('Cache-Control'));
    $this->assertSame([], $response->headers->getCookies());
    $answer = json_decode((string) $response->getContent(), TRUE);
    $this->assertSame('', $answer['user']);
    $this->assertSame(['nodejs_broadcast', 'role:anonymous', 'nodejs_notify', 'lobby'], array_keys($answer['subscriptions']));
    $claims = $this->claims($answer['subscriptions']['lobby']);
    $this->assertSame(['', 'lobby'], [$claims['sub'], $claims['channel']]);
    $this->assertArrayNotHasKey('info', $this->claims($answer['token']));
  }

  public function testAUserGetsTheirOwnChannelsAndThoseOfHooks(): void {
    $alice = $this->alice();
    $this->createRole([], 'editor');
    $alice->addRole('editor')->save();
    $this->setCurrentUser($alice);
    $answer = json_decode((string) $this->ask()->getContent(), TRUE);
    $uid = $alice->id();
    $this->assertSame($uid, $answer['user']);
    $this->assertSame(
      ['nodejs_broadcast', 'role:anonymous', 'nodejs_notify', "user:$uid", 'role:authenticated', 'role:editor', 'example', "inbox_$uid", "altered_$uid"],
      array_keys($answer['subscriptions']),
    );
    $claims = $this->claims($answer['token']);
    $this->assertSame([$uid, ['name' => 'alice'], $answer['expires']], [$claims['sub'], $claims['info'], $claims['exp']]);
    $claims = $this->claims($answer['subscriptions']['role:editor']);
    $this->assertSame([$uid, 'role:editor'], [$claims['sub'], $claims['channel']]);
  }

  public function testASiteMayKeepVisitorsOut(): void {
    $this->config('nodejs.settings')->set('authenticated_users_only', TRUE)->save();
    $this->assertSame(403, $this->ask()->getStatusCode());
    $this->setCurrentUser($this->alice());
    $this->assertSame(200, $this->ask()->getStatusCode());
  }

  public function testWithoutAKeyThereIsNoTokenAndNoSecretInTheAnswer(): void {
    $this->setSetting('nodejs', ['token_key' => ['id' => 'k1', 'secret' => 'too short']]);
    $response = $this->ask();
    $this->assertSame(503, $response->getStatusCode());
    $this->assertStringNotContainsString('k1', (string) $response->getContent());
  }

  public function testCodeGrantsChannelsByAnEventToo(): void {
    $this->container->get('event_dispatcher')->addListener(UserChannels::class, static fn (UserChannels $event) => $event->add('by event'));
    $this->setCurrentUser($this->alice());
    $answer = json_decode((string) $this->ask()->getContent(), TRUE);
    $this->assertArrayHasKey('by event', $answer['subscriptions']);
    $this->assertArrayHasKey('example', $answer['subscriptions']);
  }

  public function testAPostNeedsTicketsAndOtherMethodsAreRefused(): void {
    $kernel = $this->container->get('http_kernel');
    $this->assertSame(400, $kernel->handle(Request::create('/nodejs/token', 'POST'))->getStatusCode());
    $this->assertSame(200, $kernel->handle(Request::create('/nodejs/token', 'POST', content: '{"tickets":{}}'))->getStatusCode());
    $this->assertSame(405, $kernel->handle(Request::create('/nodejs/token', 'DELETE'))->getStatusCode());
  }

  public function testEveryAuthenticationProviderMayTellWhoAsks(): void {
    $this->enableModules(['basic_auth']);
    $this->container->get('router.builder')->rebuild();
    $route = $this->container->get('router.route_provider')->getRouteByName('nodejs.token');
    $this->assertEqualsCanonicalizing(['cookie', 'basic_auth'], $route->getOption('_auth'));
  }

}
