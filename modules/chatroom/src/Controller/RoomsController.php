<?php

declare(strict_types=1);

namespace Drupal\chatroom\Controller;

use Drupal\chatroom\Room;
use Drupal\chatroom\Rooms;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\Core\Url;

/**
 * The list of all rooms, for who administers them.
 */
final class RoomsController implements ContainerInjectionInterface {

  use AutowireTrait;
  use StringTranslationTrait;

  public function __construct(
    private readonly Rooms $rooms,
  ) {}

  /**
   * What a page about one room is called.
   */
  public function title(Room $room, string $part): string|TranslatableMarkup {
    return match ($part) {
      'log' => $this->t('Log of @room', ['@room' => $room->title]),
      'webhooks' => $this->t('Webhooks of @room', ['@room' => $room->title]),
      default => $room->title,
    };
  }

  /**
   * The page.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function page(): array {
    $kinds = [
      'site' => $this->t('Site'),
      'group' => $this->t('Group'),
      'content' => $this->t('Content'),
      'private' => $this->t('Private'),
      'direct' => $this->t('Direct'),
    ];
    $states = ['open' => $this->t('Open'), 'readonly' => $this->t('Moderators write'), 'archived' => $this->t('Archived')];
    $rows = [];
    foreach ($this->rooms->find([]) as $room) {
      // What two people say to each other is nobody's to look through by title.
      if ($room->kind === 'direct') {
        continue;
      }
      $links = [];
      foreach (['edit' => $this->t('Edit'), 'log' => $this->t('Log'), 'hooks' => $this->t('Webhooks'), 'delete' => $this->t('Delete')] as $name => $title) {
        $links[$name] = ['title' => $title, 'url' => Url::fromRoute('chatroom.room_' . $name, ['room' => $room->name])];
      }
      foreach (['json', 'csv'] as $format) {
        $links[$format] = [
          'title' => $this->t('Export as @format', ['@format' => strtoupper($format)]),
          'url' => Url::fromRoute('chatroom.room_export', ['room' => $room->name, 'format' => $format]),
        ];
      }
      $rows[] = [
        $room->title,
        $kinds[$room->kind] ?? $room->kind,
        $states[$room->status] ?? $room->status,
        $room->headSeq,
        ['data' => ['#type' => 'operations', '#links' => $links]],
      ];
    }
    return [
      '#type' => 'table',
      '#header' => [
        $this->t('Room'),
        ['data' => $this->t('Whose'), 'class' => [RESPONSIVE_PRIORITY_LOW]],
        ['data' => $this->t('State'), 'class' => [RESPONSIVE_PRIORITY_MEDIUM]],
        ['data' => $this->t('Changes'), 'class' => [RESPONSIVE_PRIORITY_LOW]],
        $this->t('Operations'),
      ],
      '#rows' => $rows,
      '#empty' => $this->t('There is no room yet. Groups and content make theirs by themselves.'),
    ];
  }

}
