<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\nodejs\Core\HttpResponse;
use Drupal\nodejs\DoctorFindings;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * Drupal publishes for the doctor, and its status report shows what it found.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class DoctorRouteTest extends NodejsKernelTestBase {

  private const CHANNEL = 'drupal-nodejs-doctor-01234567-89ab-cdef-0123-456789abcdef';

  /**
   * Asks as the doctor does.
   *
   * @param array<mixed>|string $body
   *   What is asked.
   *
   * @return array{int, array<string, mixed>}
   *   Status and decoded body.
   */
  private function ask(array|string $body): array {
    $text = is_string($body) ? $body : (string) json_encode($body);
    return $this->answerTo($this->signed('POST', '/nodejs/doctor', $text));
  }

  /**
   * The report's row, with its lines.
   *
   * @return array{string, int, list<string>}
   *   Value, severity, lines.
   */
  private function row(): array {
    $row = $this->container->get(DoctorFindings::class)->rows()['nodejs_doctor'];
    $severity = is_int($row['severity']) ? $row['severity'] : $row['severity']->value;
    return [(string) $row['value'], $severity, is_array($row['description']) ? $row['description']['list']['#items'] : []];
  }

  public function testItPublishesToTheDoctorsChannelAndNoOther(): void {
    $this->server->answer(new HttpResponse(200, '{"result":{"offset":1,"epoch":"e"}}'));
    $this->assertSame([200, ['published' => TRUE, 'public_url' => '/realtime/']], $this->ask(['channel' => self::CHANNEL]));
    $this->assertSame(['publish'], $this->asked());
    $this->assertSame(self::CHANNEL, $this->server->params()['channel']);
    foreach (['news', 'user:7', self::CHANNEL . 'x', 'x' . self::CHANNEL, self::CHANNEL . "\n"] as $channel) {
      $this->assertSame(400, $this->ask(['channel' => $channel])[0], $channel);
    }
    $this->assertSame(['publish'], $this->asked());
  }

  public function testItSaysWhyItCouldNot(): void {
    $this->server->answer(new HttpResponse(401, '{"error":{"code":101,"message":"unauthorized"}}'));
    [, $answer] = $this->ask(['channel' => self::CHANNEL]);
    $this->assertSame([FALSE, 401, 'unauthorized'], [$answer['published'], $answer['status'], $answer['reason']]);
    $this->server->answer(NULL);
    [, $answer] = $this->ask(['channel' => self::CHANNEL]);
    $this->assertSame([FALSE, 0], [$answer['published'], $answer['status']]);
    $this->assertNotSame('', $answer['reason']);
  }

  public function testTheStatusReportShowsTheSameLines(): void {
    $this->assertSame(['Not asked yet', -1, []], $this->row());
    $legs = [
      ['name' => 'server', 'state' => 'ok', 'found' => 'ready'],
      ['name' => 'sse', 'state' => 'failed', 'found' => 'no answer <b>for</b> 5 s', 'code' => 'PROXY_BUFFERING', 'remedy' => 'Turn it off.'],
    ];
    $this->assertSame([200, ['kept' => TRUE]], $this->ask(['legs' => $legs]));
    [$value, $severity, $lines] = $this->row();
    $this->assertStringEndsWith('something failed', $value);
    $this->assertSame(1, $severity);
    $this->assertSame(['ok server: ready', 'NO sse: no answer <b>for</b> 5 s (PROXY_BUFFERING) → Turn it off.'], $lines);
    $description = $this->container->get(DoctorFindings::class)->rows()['nodejs_doctor']['description'];
    $this->assertStringContainsString('&lt;b&gt;for', (string) $this->container->get('renderer')->renderInIsolation($description));
    $this->ask(['legs' => [$legs[0]]]);
    [$value, $severity] = $this->row();
    $this->assertStringEndsWith('everything worked', $value);
    $this->assertSame(0, $severity);
  }

  public function testWhatIsNoFindingIsRefusedAndLongOnesAreCut(): void {
    $leg = ['name' => 'server', 'state' => 'ok', 'found' => 'x'];
    foreach (['', '7', '"x"', '[]', '{}', '{"legs":{"a":1}}', '{"legs":[1]}'] as $body) {
      $this->assertSame(400, $this->ask($body)[0], $body);
    }
    foreach ([array_fill(0, 65, $leg), [['state' => 'well'] + $leg], [['found' => ['x']] + $leg]] as $legs) {
      $this->assertSame(400, $this->ask(['legs' => $legs])[0]);
    }
    $this->ask(['legs' => [['found' => str_repeat('x', 5000)] + $leg]]);
    $this->assertLessThan(1100, strlen($this->row()[2][0]));
  }

  public function testOnlyTheServerIsHeard(): void {
    $this->assertSame(403, $this->answerTo(Request::create('/nodejs/doctor', 'POST', content: '{"legs":[]}'))[0]);
    $this->assertSame('Not asked yet', $this->row()[0]);
  }

}
