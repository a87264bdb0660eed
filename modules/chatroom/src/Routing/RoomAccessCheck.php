<?php

declare(strict_types=1);

namespace Drupal\chatroom\Routing;

use Drupal\chatroom\ContentRooms;
use Drupal\chatroom\GroupRooms;
use Drupal\chatroom\NodeRepository;
use Drupal\chatroom\Role;
use Drupal\chatroom\Room;
use Drupal\chatroom\RoomAccess;
use Drupal\Core\Access\AccessResult;
use Drupal\Core\Access\AccessResultInterface;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Routing\Access\AccessInterface;
use Drupal\Core\Routing\RouteMatchInterface;
use Drupal\Core\Session\AccountInterface;
use Symfony\Component\Routing\Route;

/**
 * Lets those in who are in the room; for all others there is none.
 */
final class RoomAccessCheck implements AccessInterface {

  public function __construct(
    private readonly RoomAccess $access,
    private readonly GroupRooms $groupRooms,
    private readonly ContentRooms $contentRooms,
    private readonly NodeRepository $nodes,
  ) {}

  /**
   * Checks the requirement `_chatroom_role`: reader, member, moderator or owner.
   */
  public function access(Route $route, RouteMatchInterface $route_match, AccountInterface $account): AccessResultInterface {
    $room = $this->room($route_match);
    if ($room === NULL) {
      return AccessResult::forbidden()->setCacheMaxAge(0);
    }
    $node = $room->kind === 'content' ? $this->nodes->load($room->ownerId) : NULL;
    if ($node !== NULL) {
      $this->contentRooms->enter($room, $node, $account);
    }
    $role = $this->access->role($room, $account);
    $least = Role::from((string) $route->getRequirement('_chatroom_role'));
    return AccessResult::allowedIf($role !== NULL && $role->isAtLeast($least))->setCacheMaxAge(0);
  }

  /**
   * The room of an address: named there, or that of the group that is.
   */
  private function room(RouteMatchInterface $route_match): ?Room {
    $room = $route_match->getParameter('room');
    if ($room instanceof Room) {
      return $room;
    }
    $group = $route_match->getParameter('node') ?? $route_match->getParameter('group');
    return $group instanceof EntityInterface ? $this->groupRooms->roomOf($group) : NULL;
  }

}
