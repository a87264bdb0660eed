<?php

declare(strict_types=1);

namespace Drupal\chatroom;

/**
 * What somebody is in a room, the weakest first.
 */
enum Role: string {

  case Reader = 'reader';
  case Member = 'member';
  case Moderator = 'moderator';
  case Owner = 'owner';

  /**
   * Whether it is at least the other one.
   */
  public function isAtLeast(self $least): bool {
    return $this->rank() >= $least->rank();
  }

  /**
   * The stronger of two.
   */
  public static function stronger(?self $one, ?self $other): ?self {
    return $one === NULL || ($other !== NULL && $other->isAtLeast($one)) ? $other : $one;
  }

  /**
   * Its place among them.
   */
  private function rank(): int {
    return (int) array_search($this, self::cases(), TRUE);
  }

}
