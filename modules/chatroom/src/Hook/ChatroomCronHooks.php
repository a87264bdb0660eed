<?php

declare(strict_types=1);

namespace Drupal\chatroom\Hook;

use Drupal\chatroom\Committed;
use Drupal\chatroom\ContentRooms;
use Drupal\chatroom\Digest;
use Drupal\chatroom\GroupRooms;
use Drupal\chatroom\Lines;
use Drupal\chatroom\Rooms;
use Drupal\chatroom\Uploads;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\State\StateInterface;

/**
 * Does from time to time what has its time, and what was missed.
 */
final class ChatroomCronHooks {

  /**
   * Where the review of content rooms got to.
   */
  public const REVIEWED = 'chatroom.reviewed';

  /**
   * Where the review of groups got to.
   */
  public const SYNCED = 'chatroom.synced';

  /**
   * Most seconds that a run of cron gives groups.
   */
  private const SECONDS = 10.0;

  public function __construct(
    private readonly Rooms $rooms,
    private readonly Lines $lines,
    private readonly Committed $committed,
    private readonly GroupRooms $groupRooms,
    private readonly ContentRooms $contentRooms,
    private readonly Uploads $uploads,
    private readonly Digest $digest,
    private readonly ConfigFactoryInterface $configFactory,
    private readonly StateInterface $state,
  ) {}

  /**
   * Implements hook_cron().
   */
  #[Hook('cron')]
  public function cron(): void {
    $this->committed->tellAll();
    $days = (int) $this->configFactory->get('chatroom.settings')->get('retention');
    foreach ($this->rooms->find([]) as $room) {
      $kept = $room->retention > 0 ? $room->retention : $days;
      if ($kept > 0) {
        $before = (int) ((microtime(TRUE) - $kept * 86400) * 1000);
        // A first run on an old room goes on with the next one.
        for ($batch = 0; $batch < 10 && $this->lines->expire($room, $before) > 0; $batch++);
      }
    }
    $this->uploads->clear();
    $this->digest->send();
    $this->state->set(self::SYNCED, $this->groupRooms->syncSome((int) $this->state->get(self::SYNCED, 0), self::SECONDS));
    $this->state->set(self::REVIEWED, $this->contentRooms->reviewSome((int) $this->state->get(self::REVIEWED, 0), 50));
  }

}
