<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\AnonymousUserSession;
use Drupal\node\NodeInterface;

/**
 * Rooms of content: who may view a node may be in its room.
 *
 * Drupal alone knows who may view a node, so an account comes in by opening the
 * node's page; whenever the node is saved, or the account, or by cron, it is
 * held against the node's access again.
 */
final class ContentRooms {

  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
    private readonly Rooms $rooms,
    private readonly Members $members,
    private readonly Grants $grants,
    private readonly EntityTypeManagerInterface $entityTypes,
  ) {}

  /**
   * Whether nodes of this type have rooms.
   */
  public function isOn(string $bundle): bool {
    return in_array($bundle, $this->bundles(), TRUE);
  }

  /**
   * The types of content that have rooms.
   *
   * @return list<string>
   *   Ids of types.
   */
  public function bundles(): array {
    return array_values((array) $this->configFactory->get('chatroom.settings')->get('content_types'));
  }

  /**
   * The room of a node, which is made where there is none; NULL where it has none.
   */
  public function roomOf(NodeInterface $node): ?Room {
    if (!$this->isOn($node->bundle()) || $node->isNew()) {
      return NULL;
    }
    $room = $this->rooms->ofEntity($node);
    if ($room !== NULL) {
      return $room->kind === 'content' ? $room : NULL;
    }
    $room = $this->rooms->create('content-' . $node->id(), (string) $node->label(), 'content', $node);
    $this->openToGuests($room, $node);
    return $room;
  }

  /**
   * Lets an account in which may view the node; visitors come by the room's grants.
   */
  public function enter(Room $room, NodeInterface $node, AccountInterface $account): void {
    if ($account->isAuthenticated()) {
      $this->members->set($room, (int) $account->id(), $this->roleOf($node, $account));
    }
  }

  /**
   * Holds everybody in a node's room against the node's access.
   */
  public function review(NodeInterface $node): void {
    $room = $this->isOn($node->bundle()) ? $this->roomOf($node) : $this->rooms->ofEntity($node);
    if ($room === NULL || $room->kind !== 'content') {
      return;
    }
    $title = (string) $node->label();
    if ($title !== '' && $title !== $room->title) {
      $room = $this->rooms->settle($room, ['title' => $title]);
    }
    $this->openToGuests($room, $node);
    $users = $this->entityTypes->getStorage('user');
    foreach (array_keys($this->members->all($room)) as $uid) {
      $account = $users->load($uid);
      $this->members->set($room, $uid, $account instanceof AccountInterface ? $this->roleOf($node, $account) : NULL);
    }
  }

  /**
   * Holds an account against the access to all nodes in whose rooms it is.
   */
  public function reviewAccount(AccountInterface $account): void {
    $nodes = $this->entityTypes->getStorage('node');
    $rooms = $this->rooms->find(['rid' => $this->members->roomsOf((int) $account->id(), 'content')]);
    foreach ($rooms as $room) {
      $node = $nodes->load($room->ownerId);
      $this->members->set($room, (int) $account->id(), $node instanceof NodeInterface ? $this->roleOf($node, $account) : NULL);
    }
  }

  /**
   * Holds some rooms against their nodes: access may depend on more than what is saved.
   *
   * @return int
   *   Id of the last room that was looked at; 0 at the end.
   */
  public function reviewSome(int $after, int $count): int {
    $rooms = array_filter($this->rooms->find(['kind' => 'content']), static fn (Room $room): bool => $room->rid > $after);
    usort($rooms, static fn (Room $one, Room $other): int => $one->rid <=> $other->rid);
    $some = array_slice($rooms, 0, $count);
    foreach ($some as $room) {
      $node = $this->entityTypes->getStorage('node')->load($room->ownerId);
      if ($node instanceof NodeInterface) {
        $this->review($node);
      }
    }
    return count($rooms) > $count ? $some[$count - 1]->rid : 0;
  }

  /**
   * What an account is in a node's room: who may edit the node keeps order, its author owns the room.
   */
  private function roleOf(NodeInterface $node, AccountInterface $account): ?Role {
    if (!$this->isOn($node->bundle()) || !$node->access('view', $account)) {
      return NULL;
    }
    if ((int) $node->getOwnerId() === (int) $account->id()) {
      return Role::Owner;
    }
    return $node->access('update', $account) ? Role::Moderator : Role::Member;
  }

  /**
   * Lets visitors in who may view the node, as far as the site allows.
   */
  private function openToGuests(Room $room, NodeInterface $node): void {
    $guests = $this->grants->ofGuests();
    $mayView = $guests !== NULL && $this->isOn($node->bundle()) && $node->access('view', new AnonymousUserSession());
    $this->grants->replace($room, $mayView ? [AccountInterface::ANONYMOUS_ROLE => $guests] : []);
  }

}
