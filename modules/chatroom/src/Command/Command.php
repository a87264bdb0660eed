<?php

declare(strict_types=1);

namespace Drupal\chatroom\Command;

use Drupal\chatroom\Room;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;

/**
 * What people may have done in a room by a line such as "/kick Bob".
 *
 * A service with the tag `chatroom.command` adds one.
 */
interface Command {

  /**
   * What stands behind the stroke: small letters, digits, "-" and "_".
   */
  public function name(): string;

  /**
   * What it does and what it wants behind its name, for the list in the composer.
   */
  public function hint(): TranslatableMarkup;

  /**
   * Carries it out.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room, in which the account is.
   * @param \Drupal\Core\Session\AccountInterface $account
   *   Who gives the command; not a visitor. What it may do is for the command to ask.
   * @param string $text
   *   What stands behind the name.
   *
   * @return string
   *   What the account is told; "" for nothing.
   *
   * @throws \Drupal\nodejs\Core\Refusal
   *   With a sentence for the account.
   */
  public function run(Room $room, AccountInterface $account, string $text): string;

}
