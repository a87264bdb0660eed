<?php

declare(strict_types=1);

namespace Drupal\nodejs_presence;

use Drupal\Core\Database\Connection;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Publication;
use Drupal\user\UserDataInterface;
use Drupal\user\UserInterface;

/**
 * Knows who is online, and who can see it.
 */
final class Roster {

  public const MODULE = 'nodejs_presence';

  /**
   * Most users who are told of one who comes or goes, the latest first.
   */
  private const MOST = 500;

  public function __construct(
    private readonly Connection $connection,
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly UserDataInterface $userData,
    private readonly Relations $relations,
    private readonly DeferredPublisher $publisher,
  ) {}

  /**
   * Whether somebody wants not to be seen.
   */
  public function isHidden(AccountInterface $account): bool {
    return (bool) $this->userData->get(self::MODULE, (int) $account->id(), 'hidden');
  }

  /**
   * Notes whether somebody wants not to be seen, and tells who saw them.
   */
  public function hide(AccountInterface $account, bool $is_hidden): void {
    if ($is_hidden === $this->isHidden($account)) {
      return;
    }
    $observers = $this->observersOf($account);
    if ($is_hidden) {
      $this->userData->set(self::MODULE, (int) $account->id(), 'hidden', 1);
    }
    else {
      $this->userData->delete(self::MODULE, (int) $account->id(), 'hidden');
      $observers = $this->observersOf($account);
    }
    // Later nobody is told when they go.
    $event = $is_hidden ? 'offline' : 'online';
    $data = ['presenceNotification' => ['uid' => (string) $account->id(), 'event' => $event] + $this->nameOf($account, $event)];
    foreach ($observers as $observer) {
      $this->publisher->publish(new Publication('user:' . $observer->id(), $data, durable: FALSE));
    }
    if ($is_hidden) {
      // Their other tabs are still where others are.
      $this->publisher->publish(new Publication('user:' . $account->id(), ['presenceHidden' => TRUE], durable: FALSE));
    }
  }

  /**
   * What observers are told beside the id of an account, so that none of them
   * has to ask for a name.
   *
   * @return array{name?: string}
   *   Nothing of who goes, or isn't seen.
   */
  public function nameOf(AccountInterface $account, string $event): array {
    $isSeen = $event === 'online' && $account->hasPermission('view nodejs presence') && !$this->isHidden($account);
    return $isSeen ? ['name' => (string) $account->getDisplayName()] : [];
  }

  /**
   * Who is told that an account came or went.
   *
   * @return list<\Drupal\Core\Session\AccountInterface>
   *   Users who are online.
   */
  public function observersOf(AccountInterface $account): array {
    if ($this->isHidden($account)) {
      return [];
    }
    return $this->relations->chosen()?->observers($account, $this->online($account)) ?? [];
  }

  /**
   * Whom an account can see.
   *
   * @return list<\Drupal\user\UserInterface>
   *   Users who are online.
   */
  public function seenBy(AccountInterface $account): array {
    $relation = $this->relations->chosen();
    if ($relation === NULL || !$account->hasPermission('view nodejs presence') || $this->isHidden($account)) {
      return [];
    }
    return array_values(array_filter($this->online($account), static fn (UserInterface $other): bool => $relation->observers($other, [$account]) !== []));
  }

  /**
   * Users but one who are online, and may and want to see and be seen.
   *
   * @return list<\Drupal\user\UserInterface>
   *   Users, the latest first.
   */
  private function online(AccountInterface $except): array {
    $query = $this->connection->select('nodejs_presence', 'p')->fields('p', ['uid'])->condition('uid', (int) $except->id(), '<>')->condition('uid', 0, '>');
    $uids = $query->orderBy('login_time', 'DESC')->range(0, self::MOST)->execute()?->fetchCol() ?? [];
    // One question for all of them.
    $hidden = (array) $this->userData->get(self::MODULE, NULL, 'hidden');
    $users = $this->entityTypeManager->getStorage('user')->loadMultiple(array_diff($uids, array_keys(array_filter($hidden))));
    return array_values(array_filter($users, static fn (mixed $user): bool => $user instanceof UserInterface && $user->isActive() && $user->hasPermission('view nodejs presence')));
  }

}
