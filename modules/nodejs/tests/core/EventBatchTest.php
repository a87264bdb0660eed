<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Core;

use Drupal\nodejs\Core\EventBatch;
use PHPUnit\Framework\TestCase;

/**
 * A batch of events is read as agreed, or not at all.
 */
final class EventBatchTest extends TestCase {

  public function testEventsKeepTheirOrderAndMembers(): void {
    $batch = EventBatch::read('{"id":"b1","events":[{"type":"connect","user":"7","more":{"a":[1]}},{"type":"x"}]}');
    $this->assertSame('b1', $batch?->id);
    $this->assertSame([['type' => 'connect', 'user' => '7', 'more' => ['a' => [1]]], ['type' => 'x']], $batch->events);
  }

  public function testABatchNamesItsServerAndWhatWasLost(): void {
    $batch = EventBatch::read('{"id":"b1","server":"s1","lost":3,"events":[]}');
    $this->assertSame(['s1', 3], [$batch?->server, $batch?->lost]);
    $batch = EventBatch::read('{"id":"b1","server":1,"lost":"many","events":[]}');
    $this->assertSame(['', 0], [$batch?->server, $batch?->lost]);
  }

  public function testAnythingElseIsNoBatch(): void {
    foreach ([
      '',
      '[]',
      'null',
      '{"events":[]}',
      '{"id":"","events":[]}',
      '{"id":7,"events":[]}',
      '{"id":"b1"}',
      '{"id":"b1","events":{"a":{"type":"x"}}}',
      '{"id":"b1","events":["connect"]}',
      '{"id":"b1","events":[{"user":"7"}]}',
      '{"id":"b1","events":[{"type":""}]}',
      '{"id":"b1","events":[{"type":["x"]}]}',
      '{"id":"' . str_repeat('b', 129) . '","events":[]}',
      '{"id":"b1","events":[' . implode(',', array_fill(0, 1001, '{"type":"x"}')) . ']}',
    ] as $body) {
      $this->assertNull(EventBatch::read($body), substr($body, 0, 80));
    }
  }

}
