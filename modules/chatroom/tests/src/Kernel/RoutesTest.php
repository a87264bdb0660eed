<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Members;
use Drupal\chatroom\Role;
use Drupal\Core\Session\AnonymousUserSession;
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

  public function testARoomThatOneMayNotSeeAnswersAsOneThatIsNotThere(): void {
    $this->installConfig(['system']);
    $rooms = [$this->rooms()->create('d-11', 'Two of them', 'direct'), $this->rooms()->create('content-7', 'A draft', 'content')];
    $paths = ['', '/files/1', '/to-content', '/command', '/files'];
    foreach ([[], ['use chatroom', 'turn chatroom lines into content']] as $permissions) {
      $permissions === [] ? $this->setCurrentUser(new AnonymousUserSession()) : $this->setUpCurrentUser([], $permissions);
      foreach ($rooms as $room) {
        foreach ($paths as $path) {
          $this->assertSame($this->seenOf('/chatroom/nowhere' . $path), $this->seenOf('/chatroom/' . $room->name . $path), $path);
        }
        foreach (['', '/log', '/webhooks', '/delete', '/export/json'] as $path) {
          $this->assertSame($this->seenOf('/admin/content/chatroom/nowhere' . $path), $this->seenOf('/admin/content/chatroom/' . $room->name . $path), $path);
        }
      }
    }
    $this->setUpCurrentUser([], ['administer chatroom']);
    $this->assertSame(404, $this->answerTo(Request::create('/admin/content/chatroom/nowhere'))[0], 'Who may see all of them is told.');
  }

  /**
   * What a stranger sees of an answer, whatever the address is called.
   *
   * @return array<string, mixed>
   *   By kind.
   */
  private function seenOf(string $path): array {
    $method = str_ends_with($path, '/command') || str_ends_with($path, '/files') ? 'POST' : 'GET';
    $response = $this->container->get('http_kernel')->handle(Request::create($path, $method));
    $headers = $response->headers->all();
    unset($headers['date'], $headers['expires']);
    return [
      'status' => $response->getStatusCode(),
      'headers' => $headers,
      'page' => preg_replace(['~chatroom/[\w-]+~', '~"permissionsHash":"\w+"~'], ['chatroom/ROOM', ''], (string) $response->getContent()),
    ];
  }

  public function testOddQuestionsAreRefusedNotStumbledOver(): void {
    foreach (['/chatroom/-/preview?path[]=x', '/chatroom/-/preview', '/chatroom/-/preview?path=' . str_repeat('a', 3000)] as $path) {
      $this->assertContains($this->answerTo(Request::create($path))[0], [204, 400], $path);
    }
  }

}
