<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\Component\Serialization\Yaml;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * No route, of whichever module, does what another site's page asks for.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class RoutesTest extends NodejsKernelTestBase {

  /**
   * Take a POST that changes nothing.
   */
  private const READING = ['nodejs.token', 'nodejs_ajax.assets'];

  /**
   * Are the push server's: they ask for its signature, or its key.
   */
  private const SIGNED = ['nodejs.message', 'nodejs.flush', 'nodejs.revocations', 'nodejs.events', 'nodejs.rpc', 'nodejs.subscribe', 'nodejs.publish', 'nodejs.introspect'];

  /**
   * Answer anybody, with what the one who asks may see.
   */
  private const OPEN = ['nodejs.token', 'nodejs.access', 'nodejs.live', 'nodejs.live_assets', 'nodejs_ajax.assets'];

  /**
   * All routes of the module and its submodules.
   *
   * @return array<string, array<string, array<string, mixed>|string|list<string>>>
   *   Routes by name.
   */
  private function routes(): array {
    $folder = dirname(__DIR__, 3);
    $routes = [];
    foreach ([...glob("$folder/*.routing.yml") ?: [], ...glob("$folder/modules/*/*.routing.yml") ?: []] as $file) {
      $routes += Yaml::decode((string) file_get_contents($file));
    }
    return $routes;
  }

  public function testWhateverChangesSomethingAsksForAToken(): void {
    foreach ($this->routes() as $name => $route) {
      $isReading = ($route['methods'] ?? []) === ['GET'] || in_array($name, self::READING, TRUE);
      // Drupal's forms have a token of their own.
      $isForm = isset($route['defaults']['_form']);
      $asks = isset($route['requirements']['_csrf_request_header_token']) || isset($route['requirements']['_csrf_token']);
      $isPage = $isForm || !isset($route['methods']);
      $this->assertTrue($isReading || $isForm || $asks || in_array($name, self::SIGNED, TRUE) || ($isPage && isset($route['requirements']['_permission'])), $name);
    }
  }

  public function testWhoIsNotTheServerGetsNothingOfItsRoutes(): void {
    $routes = $this->routes();
    foreach (self::SIGNED as $name) {
      foreach (['', 'k=b1,t=' . time() . ',v=' . str_repeat('0', 64), 'k=,t=,v=', 'k=b1,t=9999999999,v=' . str_repeat('0', 64)] as $signature) {
        $method = $routes[$name]['methods'][0];
        $request = Request::create($routes[$name]['path'], $method, content: '{}');
        $request->headers->set('X-Nodejs-Signature', $signature);
        $this->assertContains($this->answerTo($request)[0], [400, 403], $name);
      }
    }
  }

  public function testWhatAnybodyMayAskForIsListedHere(): void {
    $open = array_keys(array_filter($this->routes(), static fn (array $route): bool => isset($route['requirements']['_access'])));
    $this->assertEqualsCanonicalizing([...self::OPEN, ...self::SIGNED], $open);
    foreach ($this->routes() as $name => $route) {
      $this->assertNotSame([], array_intersect_key($route['requirements'] ?? [], array_flip(['_access', '_permission', '_user_is_logged_in', '_custom_access'])), $name);
    }
  }

  public function testOddQuestionsAreRefusedNotStumbledOver(): void {
    foreach (['/nodejs/access?type[]=node&id=1&operation=view', '/nodejs/access?type=node&id[]=1', '/nodejs/revocations?since[]=1', '/nodejs/live/' . str_repeat('a', 21)] as $path) {
      $status = $this->answerTo(Request::create($path))[0];
      $this->assertTrue($status >= 400 && $status < 500, "$path: $status");
    }
    foreach (['[]', 'null', '"x"', '{"tickets":[1]}', '{"tickets":{"a":{"b":1}}}', str_repeat('[', 5000), "\xff"] as $body) {
      $this->assertSame(400, $this->answerTo(Request::create('/nodejs/token', 'POST', content: $body))[0], substr($body, 0, 30));
    }
  }

}
