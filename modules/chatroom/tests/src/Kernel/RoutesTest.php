<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Members;
use Drupal\chatroom\Role;
use Drupal\Tests\nodejs\RoutesOfModule;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * No route of the chatroom does what another site's page asks for.
 *
 * @group chatroom
 */
#[Group('chatroom')]
#[RunTestsInSeparateProcesses]
final class RoutesTest extends ChatroomTestBase {

  use RoutesOfModule;

  /**
   * What keeps strangers from a page.
   */
  private const GUARDS = ['_permission', '_chatroom_role'];

  /**
   * Take a POST that changes nothing.
   */
  private const READING = [];

  /**
   * Ask for a secret of their own.
   */
  private const SIGNED = ['chatroom.hook', 'chatroom.commit'];

  /**
   * Answer anybody, with what the one who asks may see.
   */
  private const OPEN = ['chatroom.preview'];

  public function testWhoDoesNotKnowTheSecretOfAWebhookGetsNothing(): void {
    foreach ([str_repeat('a', 43), str_repeat('-', 43), 'short'] as $secret) {
      $request = Request::create("/chatroom/-/hook/$secret", 'POST', content: '{"text":"x"}');
      $this->assertContains($this->answerTo($request)[0], [403, 404], $secret);
    }
  }

  public function testOddAddressesOfARoomAreRefusedNotStumbledOver(): void {
    $room = $this->rooms()->create('lobby', 'Lobby');
    $this->installConfig(['system']);
    $user = $this->setUpCurrentUser([], ['use chatroom', 'turn chatroom lines into content']);
    $this->container->get(Members::class)->set($room, (int) $user->id(), Role::Member);
    foreach (['?before=-1', '?before=99999999999999999999', '?before[]=1', '?before=%00', '/to-content?from=-5&to[]=7', '/files/0', '/files/99999999999999999999', '/files/1?room[]=x'] as $odd) {
      $this->assertContains($this->answerTo(Request::create('/chatroom/lobby' . $odd))[0], [200, 400, 404], $odd);
    }
    foreach (['/chatroom/LOBBY', '/chatroom/lobby%0a', '/chatroom/..', '/chatroom/' . str_repeat('a', 65), '/chatroom/nowhere', '/chatroom/lobby/command'] as $odd) {
      $this->assertContains($this->answerTo(Request::create($odd))[0], [403, 404, 405], $odd);
    }
  }

  public function testOddQuestionsAreRefusedNotStumbledOver(): void {
    foreach (['/chatroom/-/preview?path[]=x', '/chatroom/-/preview', '/chatroom/-/preview?path=' . str_repeat('a', 3000)] as $path) {
      $this->assertContains($this->answerTo(Request::create($path))[0], [204, 400], $path);
    }
  }

}
