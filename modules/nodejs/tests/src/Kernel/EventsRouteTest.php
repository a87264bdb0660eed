<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\nodejs\Event\ServerEvent;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * What happens at the push server is told to Drupal's code, once.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class EventsRouteTest extends NodejsKernelTestBase {

  /**
   * What a subscriber heard.
   *
   * @var list<\Drupal\nodejs\Event\ServerEvent>
   */
  private array $heard = [];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->container->get('event_dispatcher')->addListener(ServerEvent::class, function (ServerEvent $event): void {
      $this->heard[] = $event;
      if ($event->type === 'broken') {
        throw new \RuntimeException('A subscriber fails.');
      }
    });
  }

  /**
   * Tells of events as the push server does.
   *
   * @return array{int, array<string, mixed>}
   *   Status and decoded body.
   */
  private function tell(string $body): array {
    return $this->answerTo($this->signed('POST', '/nodejs/events', $body));
  }

  public function testSubscribersHearEventsInOrderAndOnce(): void {
    $body = '{"server":"s1","id":"b1","lost":2,"events":[{"type":"connect","user":"7","client":"c1","at":1790000000.125},{"type":"subscribe","user":"7","client":"c1","channel":"news"}]}';
    $this->assertSame([200, ['handled' => 2]], $this->tell($body));
    $this->assertSame([200, ['handled' => 0]], $this->tell($body));
    [$connect, $subscribe] = $this->heard;
    $this->assertCount(2, $this->heard);
    $this->assertSame(['connect', '7', 'c1', NULL, 1790000000.125], [$connect->type, $connect->user(), $connect->client(), $connect->channel(), $connect->at]);
    $this->assertSame(['s1', 2], [$connect->server, $connect->lost]);
    $this->assertSame(['subscribe', 'news', 0.0, 's1', 0], [$subscribe->type, $subscribe->channel(), $subscribe->at, $subscribe->server, $subscribe->lost]);
  }

  public function testClassicCodeHearsThemThroughItsHook(): void {
    $this->tell('{"id":"b1","events":[{"type":"offline","user":"7"},{"type":"online","user":"8"}]}');
    $this->assertSame([
      ['messageType' => 'offline', 'type' => 'offline', 'user' => '7'],
      ['messageType' => 'userOffline', 'uid' => '7'],
    ], $this->container->get('state')->get('nodejs_test.messages'));
  }

  public function testAHandlerThatFailsStopsNoOther(): void {
    $this->assertSame([200, ['handled' => 1]], $this->tell('{"id":"b1","events":[{"type":"broken"},{"type":"online","user":"8"}]}'));
    $this->assertSame(['broken', 'online'], array_column($this->heard, 'type'));
  }

  public function testABodyThatIsNoneIsRefused(): void {
    [$status, $answer] = $this->tell('{"events":[]}');
    $this->assertSame([400, 107], [$status, $answer['error']['code']]);
  }

  public function testOnlyTheServerIsHeard(): void {
    $body = '{"id":"b1","events":[{"type":"connect"}]}';
    $this->assertSame(403, $this->answerTo(Request::create('/nodejs/events', 'POST', content: $body))[0]);
    $request = $this->signed('POST', '/nodejs/events', $body);
    $other = Request::create('/nodejs/events', 'POST', content: str_replace('connect', 'online', $body));
    $other->headers->set('X-Nodejs-Signature', (string) $request->headers->get('X-Nodejs-Signature'));
    $this->assertSame(403, $this->answerTo($other)[0]);
    $this->assertSame([], $this->heard);
  }

}
