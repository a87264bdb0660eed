<?php

declare(strict_types=1);

namespace Drupal\chatroom\Hook;

use Drupal\chatroom\ContentRooms;
use Drupal\chatroom\Lines;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\user\UserInterface;

/**
 * Follows accounts: what they may see, and what is left of them.
 */
final class ChatroomUserHooks {

  public function __construct(
    private readonly ContentRooms $contentRooms,
    private readonly Lines $lines,
    private readonly ConfigFactoryInterface $configFactory,
  ) {}

  /**
   * Implements hook_ENTITY_TYPE_update() for user entities.
   *
   * A blocked account is in no room, whatever the tables say; its connections end with its log-in.
   */
  #[Hook('user_update')]
  public function userUpdate(UserInterface $account): void {
    if ($account->isActive()) {
      $this->contentRooms->reviewAccount($account);
    }
  }

  /**
   * Implements hook_user_cancel().
   */
  #[Hook('user_cancel')]
  public function userCancel(array $edit, UserInterface $account, string $method): void {
    if ($method === 'user_cancel_reassign') {
      $this->lines->forget((int) $account->id(), TRUE);
    }
  }

  /**
   * Implements hook_ENTITY_TYPE_predelete() for user entities.
   */
  #[Hook('user_predelete')]
  public function userPredelete(UserInterface $account): void {
    $this->lines->forget((int) $account->id(), $this->configFactory->get('chatroom.settings')->get('on_account_deletion') === 'anonymise');
  }

}
