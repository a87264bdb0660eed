<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Room;
use Drupal\chatroom\Rooms;
use Drupal\Tests\nodejs\Kernel\NodejsKernelTestBase;

/**
 * A site with the chatroom, whose push server notes what it is told.
 */
abstract class ChatroomTestBase extends NodejsKernelTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['chatroom', 'field', 'file', 'filter', 'node', 'nodejs', 'path_alias', 'system', 'text', 'user'];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    foreach (['node', 'file'] as $type) {
      $this->installEntitySchema($type);
    }
    $this->installSchema('file', ['file_usage']);
    $this->installSchema('node', ['node_access']);
    $this->installSchema('chatroom', array_keys($this->described()));
    $this->installConfig(['chatroom']);
  }

  /**
   * The rooms.
   */
  protected function rooms(): Rooms {
    return $this->container->get(Rooms::class);
  }

  /**
   * The tables as the package describes them.
   *
   * @return array<string, array<string, mixed>>
   *   By name.
   */
  protected function described(): array {
    return json_decode((string) file_get_contents(__DIR__ . '/../../../schema.json'), TRUE, 16, JSON_THROW_ON_ERROR);
  }

  /**
   * Writes a line as the push server does.
   */
  protected function say(Room $room, int $uid, string $body, ?int $at = NULL): void {
    $database = $this->container->get('database');
    $database->update('chatroom_room')->expression('head_seq', 'head_seq + 1')->condition('rid', $room->rid)->execute();
    $seq = (int) $this->rooms()->load($room->name)?->headSeq;
    $database->insert('chatroom_message')->fields([
      'rid' => $room->rid,
      'seq' => $seq,
      'changed' => $seq,
      'uid' => $uid,
      'client_id' => $this->container->get('uuid')->generate(),
      'name' => 'somebody',
      'body' => $body,
      'html' => $body,
      'created' => ($at ?? time()) * 1000,
    ])->execute();
  }

}
