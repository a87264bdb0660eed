<?php

declare(strict_types=1);

namespace Drupal\chatroom\Controller;

use Drupal\chatroom\GroupRooms;
use Drupal\chatroom\Mount;
use Drupal\chatroom\Room;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Routing\RouteMatchInterface;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpKernel\Exception\NotFoundHttpException;

/**
 * Pages that are a chat.
 */
final class ChatController implements ContainerInjectionInterface {

  use AutowireTrait;

  public function __construct(
    private readonly Mount $mount,
    private readonly GroupRooms $groupRooms,
  ) {}

  /**
   * All rooms of whoever asks.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function page(): array {
    return $this->mount->build(NULL, 'page');
  }

  /**
   * One room, with the others at its side.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function room(Request $request, Room $room): array {
    $before = (int) $request->query->filter('before', 0, FILTER_VALIDATE_INT, FILTER_NULL_ON_FAILURE);
    return $this->mount->build($room, 'page', $before > 0 ? $before : PHP_INT_MAX);
  }

  /**
   * What a room's page is called.
   */
  public function title(Room $room): string {
    return $room->title;
  }

  /**
   * The room of a group.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function group(Request $request, RouteMatchInterface $route_match): array {
    $group = $route_match->getParameter('group') ?? $route_match->getParameter('node');
    $room = $group instanceof EntityInterface ? $this->groupRooms->roomOf($group) : NULL;
    return $this->room($request, $room ?? throw new NotFoundHttpException());
  }

}
