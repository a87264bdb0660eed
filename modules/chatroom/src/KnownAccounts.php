<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Core\Entity\EntityTypeManagerInterface;

/**
 * Tells which accounts of an older site are on this one.
 *
 * The id of one that isn't may be given to a newcomer, who must not inherit
 * what was said, shared or forbidden under it.
 */
final class KnownAccounts {

  /**
   * What was found so far, by account.
   *
   * @var array<int, bool>
   */
  private array $found = [];

  public function __construct(
    private readonly EntityTypeManagerInterface $entityTypes,
  ) {}

  /**
   * Whether the account is there.
   */
  public function has(int $uid): bool {
    return $this->found[$uid] ??= $uid !== 0
      && $this->entityTypes->getStorage('user')->getQuery()->accessCheck(FALSE)->condition('uid', $uid)->count()->execute() > 0;
  }

}
