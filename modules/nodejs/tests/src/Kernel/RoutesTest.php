<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\Tests\nodejs\RoutesOfModule;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * No route of the module or its submodules does what another site's page asks for.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class RoutesTest extends NodejsKernelTestBase {

  use RoutesOfModule;

  /**
   * What keeps strangers from a page.
   */
  private const GUARDS = ['_permission'];

  /**
   * Take a POST that changes nothing.
   */
  private const READING = ['nodejs.token', 'nodejs_ajax.assets'];

  /**
   * Are the push server's: they ask for its signature, or its key.
   */
  private const SIGNED = ['nodejs.message', 'nodejs.flush', 'nodejs.revocations', 'nodejs.events', 'nodejs.doctor', 'nodejs.rpc', 'nodejs.subscribe', 'nodejs.publish', 'nodejs.introspect'];

  /**
   * Answer anybody, with what the one who asks may see.
   */
  private const OPEN = ['nodejs.token', 'nodejs.access', 'nodejs.live', 'nodejs.live_assets', 'nodejs_ajax.assets'];

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
