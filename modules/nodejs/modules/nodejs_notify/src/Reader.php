<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify;

use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Session\AccountInterface;

/**
 * Gives users their notices, if they may still know what these speak of.
 */
final class Reader {

  public function __construct(
    private readonly Inbox $inbox,
    private readonly EntityTypeManagerInterface $entityTypeManager,
  ) {}

  /**
   * An account's notices, the newest first.
   *
   * Those of what the account may not view any more, or what is gone, are
   * removed on the way: their text would tell.
   *
   * @return list<\Drupal\nodejs_notify\StoredNotice>
   *   At most so many.
   */
  public function latest(AccountInterface $account, int $limit, int $offset = 0): array {
    $uid = (int) $account->id();
    do {
      $notices = $this->inbox->latest($uid, $limit, $offset);
      $hidden = array_filter($notices, fn (StoredNotice $notice): bool => !$this->may($notice, $account));
      if ($hidden !== []) {
        $this->inbox->remove($uid, array_values(array_map(static fn (StoredNotice $notice): int => $notice->id, $hidden)));
      }
    } while ($hidden !== []);
    return $notices;
  }

  /**
   * Whether an account may know what a notice speaks of.
   */
  public function may(StoredNotice|Notice $notice, AccountInterface $account): bool {
    if ($notice->entity === NULL) {
      return TRUE;
    }
    [$type, $id] = $notice->entity;
    if (!$this->entityTypeManager->hasDefinition($type)) {
      return FALSE;
    }
    $entity = $this->entityTypeManager->getStorage($type)->load($id);
    return $entity instanceof EntityInterface && $entity->access('view', $account);
  }

}
